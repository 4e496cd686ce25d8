package io.kindling.contract;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.contract.AbstractFSContract;
import org.apache.hadoop.fs.contract.ContractOptions;

/** What Hadoop's contract suites ask for, answered by the current {@link Ground}. */
final class GroundContract extends AbstractFSContract {

  private final Ground ground = Ground.current();

  GroundContract(Configuration configuration) {
    super(configuration);
    ground.configuration().forEach(option -> configuration.set(option.getKey(), option.getValue()));
    for (String ability : ground.store().abilities()) {
      configuration.setBoolean(getConfKey(ability), true);
    }
    configuration.setInt(getConfKey(ContractOptions.TEST_RANDOM_SEEK_COUNT), 100);
  }

  @Override
  public FileSystem getTestFileSystem() {
    return ground.fileSystem();
  }

  @Override
  public String getScheme() {
    return ground.fileSystem().getScheme();
  }

  @Override
  public Path getTestPath() {
    return new Path(ground.testPath(), "test");
  }
}

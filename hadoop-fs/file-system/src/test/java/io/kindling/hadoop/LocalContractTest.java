package io.kindling.hadoop;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.contract.AbstractContractAppendTest;
import org.apache.hadoop.fs.contract.AbstractContractBulkDeleteTest;
import org.apache.hadoop.fs.contract.AbstractContractConcatTest;
import org.apache.hadoop.fs.contract.AbstractContractContentSummaryTest;
import org.apache.hadoop.fs.contract.AbstractContractCopyFromLocalTest;
import org.apache.hadoop.fs.contract.AbstractContractCreateTest;
import org.apache.hadoop.fs.contract.AbstractContractDeleteTest;
import org.apache.hadoop.fs.contract.AbstractContractGetFileStatusTest;
import org.apache.hadoop.fs.contract.AbstractContractMkdirTest;
import org.apache.hadoop.fs.contract.AbstractContractOpenTest;
import org.apache.hadoop.fs.contract.AbstractContractRenameTest;
import org.apache.hadoop.fs.contract.AbstractContractSeekTest;
import org.apache.hadoop.fs.contract.AbstractContractSetTimesTest;
import org.apache.hadoop.fs.contract.AbstractContractUnbufferTest;
import org.apache.hadoop.fs.contract.AbstractContractVectoredReadTest;
import org.apache.hadoop.fs.contract.AbstractFSContract;
import org.junit.experimental.runners.Enclosed;
import org.junit.runner.RunWith;

/** Hadoop's own contract of a file system, over the local one through the cache. */
@RunWith(Enclosed.class)
public class LocalContractTest {

  /** The local file system mounted, with what it can do as Hadoop's own test declares it. */
  private static final class LocalMount extends AbstractFSContract {

    private static final List<String> ABILITIES =
        List.of(
            "is-case-sensitive",
            "supports-unix-permissions",
            "rename-creates-dest-dirs",
            "rename-overwrites-dest",
            "rename-remove-dest-if-empty-dir",
            "supports-atomic-directory-delete",
            "supports-atomic-rename",
            "supports-seek",
            "supports-seek-on-closed-file",
            "rejects-seek-past-eof",
            "supports-settimes",
            "supports-unbuffer",
            "supports-getfilestatus");

    private FileSystem fileSystem;

    LocalMount(Configuration configuration) {
      super(configuration);
    }

    @Override
    public void init() throws IOException {
      super.init();
      Configuration configuration = getConf();
      java.nio.file.Path folder =
          java.nio.file.Files.createDirectories(java.nio.file.Path.of("target", "contract"));
      TestMounts.local(folder.toAbsolutePath())
          .getPropsWithPrefix("fs.cache.")
          .forEach((key, value) -> configuration.set("fs.cache." + key, value));
      ABILITIES.forEach(ability -> configuration.set("fs.contract." + ability, "true"));
      configuration.set("fs.contract.test.random-seek-count", "1000");
      fileSystem = TestMounts.open(configuration);
    }

    @Override
    public FileSystem getTestFileSystem() {
      return fileSystem;
    }

    @Override
    public String getScheme() {
      return "cache";
    }

    @Override
    public Path getTestPath() {
      return new Path("/local/test");
    }
  }

  /** Contract. */
  public static class Append extends AbstractContractAppendTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class BulkDelete extends AbstractContractBulkDeleteTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class Concat extends AbstractContractConcatTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class ContentSummary extends AbstractContractContentSummaryTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class CopyFromLocal extends AbstractContractCopyFromLocalTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class Create extends AbstractContractCreateTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class Delete extends AbstractContractDeleteTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class GetFileStatus extends AbstractContractGetFileStatusTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class Mkdir extends AbstractContractMkdirTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class Open extends AbstractContractOpenTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class Rename extends AbstractContractRenameTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class Seek extends AbstractContractSeekTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class SetTimes extends AbstractContractSetTimesTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class Unbuffer extends AbstractContractUnbufferTest {
    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }

  /** Contract. */
  public static class VectoredRead extends AbstractContractVectoredReadTest {

    public VectoredRead(String bufferType) {
      super(bufferType);
    }

    @Override
    protected AbstractFSContract createContract(Configuration configuration) {
      return new LocalMount(configuration);
    }
  }
}

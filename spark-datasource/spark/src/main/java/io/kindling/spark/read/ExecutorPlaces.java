package io.kindling.spark.read;

import io.kindling.image.record.SourceFile;
import java.io.IOException;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first host that the file system names, and the very executor where the cache says that the
 * block's owner lives in one.
 */
record ExecutorPlaces(FileSystem fileSystem) implements BlockLocations {
  static final String SCHEME = "cache";

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorPlaces.class);

  @Override
  public String place(SourceFile file) {
    try {
      BlockLocation[] blocks =
          fileSystem.getFileBlockLocations(file.status(), 0, Math.max(1, file.length()));
      return blocks == null || blocks.length == 0 ? NOWHERE : place(blocks[0]);
    } catch (IOException unknown) {
      // A place is a hint; the read itself will tell what is wrong with the file.
      LOG.debug("no location of {}", file.path(), unknown);
      return NOWHERE;
    }
  }

  private String place(BlockLocation block) throws IOException {
    String[] hosts = block.getHosts();
    String[] executors = block.getStorageIds();
    if (hosts.length == 0) {
      return NOWHERE;
    }
    boolean cached = SCHEME.equals(fileSystem.getUri().getScheme());
    if (cached && executors.length > 0 && !executors[0].isEmpty()) {
      return "executor_" + hosts[0] + "_" + executors[0];
    }
    // File systems that know no places say "localhost".
    return hosts[0].equals("localhost") ? NOWHERE : hosts[0];
  }
}

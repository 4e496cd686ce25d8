package io.kindling.image.place;

import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first host that the file system names, and the very executor where the cache says that the
 * block's owner lives in one. Used by one thread.
 */
final class ExecutorPlaces implements BlockLocations {
  private static final String SCHEME = "cache";

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorPlaces.class);

  private final Configuration configuration;

  /** By folder; finding one by its path costs more than the answer about a file. */
  private final Map<String, FileSystem> fileSystems = new HashMap<>();

  ExecutorPlaces(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public String place(SourceFile file, long start) {
    try {
      FileSystem fileSystem = fileSystem(file.folder());
      BlockLocation[] blocks = fileSystem.getFileBlockLocations(file.status(), start, 1);
      return blocks == null || blocks.length == 0 ? NOWHERE : place(fileSystem, blocks[0]);
    } catch (IOException unknown) {
      // A place is a hint; the read itself will tell what is wrong with the file.
      LOG.debug("no location of {}", file.path(), unknown);
      return NOWHERE;
    }
  }

  private FileSystem fileSystem(String folder) throws IOException {
    FileSystem known = fileSystems.get(folder);
    if (known == null) {
      known = new Path(folder + "/").getFileSystem(configuration);
      fileSystems.put(folder, known);
    }
    return known;
  }

  private static String place(FileSystem fileSystem, BlockLocation block) throws IOException {
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

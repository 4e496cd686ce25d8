package io.kindling.spark;

import io.kindling.image.ImageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts as the file system names them, and the very executor where the cache says that a block's
 * owner lives in one.
 */
record ExecutorPlaces(FileSystem fileSystem) implements BlockLocations {
  static final String SCHEME = "cache";

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorPlaces.class);

  @Override
  public List<String> places(ImageFile file) {
    try {
      BlockLocation[] blocks =
          fileSystem.getFileBlockLocations(file.status(), 0, Math.max(1, file.length()));
      return blocks == null || blocks.length == 0 ? List.of() : places(blocks[0]);
    } catch (IOException unknown) {
      // A place is a hint; the read itself will tell what is wrong with the file.
      LOG.debug("no location of {}", file.path(), unknown);
      return List.of();
    }
  }

  private List<String> places(BlockLocation block) throws IOException {
    String[] hosts = block.getHosts();
    String[] executors = block.getStorageIds();
    boolean cached = SCHEME.equals(fileSystem.getUri().getScheme());
    List<String> places = new ArrayList<>();
    for (int i = 0; i < hosts.length; i++) {
      if (cached && i < executors.length && !executors[i].isEmpty()) {
        places.add("executor_" + hosts[i] + "_" + executors[i]);
      } else if (!hosts[i].equals("localhost")) {
        // File systems that know no places say "localhost".
        places.add(hosts[i]);
      }
    }
    return places;
  }
}

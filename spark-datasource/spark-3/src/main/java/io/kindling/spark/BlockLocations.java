package io.kindling.spark;

import io.kindling.image.ImageFile;
import io.kindling.image.ImageSet;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which hosts have a picture's bytes. */
@FunctionalInterface
interface BlockLocations {

  /** Nothing is near anything. */
  BlockLocations UNKNOWN = file -> List.of();

  /** Hosts of the file's first block, best first; empty when all are as good. */
  List<String> hosts(ImageFile file);

  /**
   * The locations that the set's file system tells. The cache computes them in memory; others may
   * send a request for each file, so a large set is planned without them.
   */
  static BlockLocations of(ImageSet set, Configuration configuration) {
    boolean computed = "cache".equals(set.root().toUri().getScheme());
    if (!computed && set.files().size() > Limits.MOST_FILES_ASKED) {
      return UNKNOWN;
    }
    try {
      FileSystem fileSystem = set.root().getFileSystem(configuration);
      return file -> Limits.ask(fileSystem, file);
    } catch (IOException unreachable) {
      throw new CachedImagesException(set.root() + ": " + unreachable.getMessage(), unreachable);
    }
  }

  /** What the interface keeps to itself. */
  final class Limits {
    static final int MOST_FILES_ASKED = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(BlockLocations.class);

    private Limits() {}

    private static List<String> ask(FileSystem fileSystem, ImageFile file) {
      try {
        BlockLocation[] blocks =
            fileSystem.getFileBlockLocations(file.status(), 0, Math.max(1, file.length()));
        return blocks == null || blocks.length == 0
            ? List.of()
            : Arrays.stream(blocks[0].getHosts()).filter(Limits::isReal).toList();
      } catch (IOException unknown) {
        // A place is a hint; the read itself will tell what is wrong with the file.
        LOG.debug("no location of {}", new Path(file.path()), unknown);
        return List.of();
      }
    }

    /** File systems without places say "localhost". */
    private static boolean isReal(String host) {
      return !host.toLowerCase(Locale.ROOT).equals("localhost");
    }
  }
}

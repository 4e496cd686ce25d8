package io.kindling.spark;

import io.kindling.image.ImageFile;
import io.kindling.image.ImageSet;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Where tasks that read a picture are best run, as Spark writes places. */
@FunctionalInterface
interface BlockLocations {

  /** Nothing is near anything. */
  BlockLocations UNKNOWN = file -> List.of();

  /** More files than these are placed only when that costs no request for each of them. */
  int MOST_FILES_ASKED = 10_000;

  /** Places of the file's first block, best first; empty when all are as good. */
  List<String> places(ImageFile file);

  /**
   * The places that the set's file system tells. The cache computes them in memory; others may send
   * a request for each file, so a large set is planned without them.
   */
  static BlockLocations of(ImageSet set, Configuration configuration) {
    boolean computed = set.root().toUri().getScheme().equals(ExecutorPlaces.SCHEME);
    if (!computed && set.files().size() > MOST_FILES_ASKED) {
      return UNKNOWN;
    }
    try {
      FileSystem fileSystem = set.root().getFileSystem(configuration);
      return new ExecutorPlaces(fileSystem);
    } catch (IOException unreachable) {
      throw new CachedImagesException(set.root() + ": " + unreachable.getMessage(), unreachable);
    }
  }
}

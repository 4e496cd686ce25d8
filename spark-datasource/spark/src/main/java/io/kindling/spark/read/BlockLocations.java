package io.kindling.spark.read;

import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.SourceFile;
import io.kindling.spark.options.CachedImagesException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Where a task that reads a picture is best run, as Spark writes places. */
@FunctionalInterface
interface BlockLocations {

  /** The place of a picture that is as near to all. */
  String NOWHERE = "";

  /** Nothing is near anything. */
  BlockLocations UNKNOWN = file -> NOWHERE;

  /** More files than these are placed only when that costs no request for each of them. */
  int MOST_FILES_ASKED = 10_000;

  /** The best place for the file's first block, or {@link #NOWHERE}. */
  String place(SourceFile file);

  /**
   * The places that the set's file system tells. The cache computes them in memory; others may send
   * a request for each file, so a large set is planned without them.
   */
  static BlockLocations of(PictureSet set, Configuration configuration) {
    boolean computed = set.roots().get(0).toUri().getScheme().equals(ExecutorPlaces.SCHEME);
    if (!computed && set.files().size() > MOST_FILES_ASKED) {
      return UNKNOWN;
    }
    try {
      FileSystem fileSystem = set.roots().get(0).getFileSystem(configuration);
      return new ExecutorPlaces(fileSystem);
    } catch (IOException unreachable) {
      throw new CachedImagesException(
          set.roots().get(0) + ": " + unreachable.getMessage(), unreachable);
    }
  }
}

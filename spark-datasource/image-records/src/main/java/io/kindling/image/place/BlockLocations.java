package io.kindling.image.place;

import io.kindling.image.record.SourceFile;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Where a task that reads a picture is best run, as Spark writes places. */
@FunctionalInterface
public interface BlockLocations {

  /** The place of a picture that is as near to all. */
  String NOWHERE = "";

  /** Nothing is near anything. */
  BlockLocations UNKNOWN = (file, start) -> NOWHERE;

  /** More files than these are placed only when that costs no request for each of them. */
  int MOST_FILES_ASKED = 10_000;

  /** The best place for the block of the file that begins at, or holds, an offset. */
  String place(SourceFile file, long start);

  /**
   * The places that the files' file systems tell. The cache computes them in memory; others may
   * send a request for each file, so many files are planned without them.
   */
  static BlockLocations of(List<SourceFile> files, Configuration configuration) {
    boolean computed = files.stream().allMatch(file -> file.folder().startsWith("cache:"));
    return computed || files.size() <= MOST_FILES_ASKED
        ? new ExecutorPlaces(configuration)
        : UNKNOWN;
  }
}

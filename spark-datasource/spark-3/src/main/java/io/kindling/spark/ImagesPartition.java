package io.kindling.spark;

import io.kindling.image.ImageFile;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Pictures that one task reads.
 *
 * @param files with all that opening them needs, so that executors ask for no status
 * @param places hosts or executors where their bytes are, best first; empty when it makes no
 *     difference
 */
record ImagesPartition(List<ImageFile> files, List<String> places) implements InputPartition {
  ImagesPartition {
    files = List.copyOf(files);
    places = List.copyOf(places);
  }

  @Override
  public String[] preferredLocations() {
    return places.toArray(new String[0]);
  }
}

package io.kindling.spark.read;

import io.kindling.image.record.SourceFile;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Pictures that one task reads.
 *
 * @param files with all that opening them needs, so that executors ask for no status
 * @param place host or executor where their bytes are, or {@link BlockLocations#NOWHERE}
 */
record ImagesPartition(List<SourceFile> files, String place) implements InputPartition {
  ImagesPartition {
    files = List.copyOf(files);
  }

  @Override
  public String[] preferredLocations() {
    return place.equals(BlockLocations.NOWHERE) ? new String[0] : new String[] {place};
  }
}

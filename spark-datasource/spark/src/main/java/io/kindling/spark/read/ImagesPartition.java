package io.kindling.spark.read;

import io.kindling.image.place.PicturePartition;
import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads, as Spark wants it. */
public record ImagesPartition(PicturePartition pictures) implements InputPartition {
  @Override
  public String[] preferredLocations() {
    String place = pictures.place();
    return place.isEmpty() ? new String[0] : new String[] {place};
  }
}

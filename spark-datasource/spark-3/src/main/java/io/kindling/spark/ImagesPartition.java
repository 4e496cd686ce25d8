package io.kindling.spark;

import io.kindling.image.ImageFile;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Pictures that one task reads.
 *
 * @param files with all that opening them needs, so that executors ask for no status
 * @param hosts where their bytes are, best first; empty when it makes no difference
 */
record ImagesPartition(List<ImageFile> files, List<String> hosts) implements InputPartition {
  ImagesPartition {
    files = List.copyOf(files);
    hosts = List.copyOf(hosts);
  }

  @Override
  public String[] preferredLocations() {
    return hosts.toArray(new String[0]);
  }
}

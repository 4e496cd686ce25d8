package io.kindling.spark.read;

import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceFile;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Pictures that one task reads.
 *
 * @param splits with all that opening their files needs, so that executors ask for no status
 * @param place host or executor where their bytes are, or empty when no place is better
 */
public record ImagesPartition(List<RecordSplit> splits, String place) implements InputPartition {
  public ImagesPartition {
    splits = List.copyOf(splits);
  }

  /** Picture files. */
  public static ImagesPartition ofFiles(List<SourceFile> files, String place) {
    return new ImagesPartition(List.of(new FileRun(files)), place);
  }

  /** What it reads from the store. */
  public long bytes() {
    return splits.stream().mapToLong(RecordSplit::bytes).sum();
  }

  @Override
  public String[] preferredLocations() {
    return place.isEmpty() ? new String[0] : new String[] {place};
  }
}

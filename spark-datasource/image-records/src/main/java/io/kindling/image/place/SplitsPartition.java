package io.kindling.image.place;

import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceFile;
import java.util.List;

/**
 * Pictures that one task reads.
 *
 * @param splits with all that opening their files needs, so that executors ask for no status
 * @param place host or executor where their bytes are, or empty when no place is better
 */
public record SplitsPartition(List<RecordSplit> splits, String place) implements PicturePartition {
  public SplitsPartition {
    splits = List.copyOf(splits);
  }

  /** Picture files. */
  public static SplitsPartition ofFiles(List<SourceFile> files, String place) {
    return new SplitsPartition(List.of(new FileRun(files)), place);
  }

  /** What it reads from the store. */
  public long bytes() {
    return splits.stream().mapToLong(RecordSplit::bytes).sum();
  }
}

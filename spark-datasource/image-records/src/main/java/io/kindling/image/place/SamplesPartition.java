package io.kindling.image.place;

import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordSplit;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ready samples that one task reads.
 *
 * @param place host or executor of their packs' owner, or empty when no place is better
 */
public record SamplesPartition(List<PackedSplit> splits, String place) implements PicturePartition {

  /**
   * A split whose samples are kept together, whichever of them are wanted.
   *
   * @param wanted files of a {@link FileRun}, by their numbers; null for all records
   */
  public record PackedSplit(RecordSplit split, @Nullable BitSet wanted) implements Serializable {
    /** Whether rows of a record are wanted. */
    public boolean wants(int number) {
      return wanted == null || wanted.get(number);
    }
  }

  public SamplesPartition {
    splits = List.copyOf(splits);
  }
}

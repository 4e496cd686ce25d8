package io.kindling.image.source;

import io.kindling.image.filter.PictureTest;
import io.kindling.image.record.KnownPicture;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a partition become rows.
 *
 * @param tests that they pass
 * @param sample those in it; all when null
 * @param most no more rows than these from one partition
 */
public record RowLimits(List<PictureTest> tests, @Nullable RecordSample sample, int most)
    implements Serializable {
  /** All of them. */
  public static final RowLimits NONE = new RowLimits(List.of(), null, Integer.MAX_VALUE);

  public RowLimits {
    tests = List.copyOf(tests);
  }

  /** Whether a record becomes a row, if there is room for one. */
  public boolean take(KnownPicture picture) {
    for (PictureTest test : tests) {
      if (!test.passes(picture)) {
        return false;
      }
    }
    return sample == null || sample.takes(picture.path());
  }
}

package io.kindling.spark.read;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a partition become rows.
 *
 * @param sample those in it; all when null
 * @param most no more rows than these from one partition
 */
public record RowLimits(@Nullable RecordSample sample, int most) implements Serializable {
  /** All of them. */
  public static final RowLimits NONE = new RowLimits(null, Integer.MAX_VALUE);

  boolean take(String path) {
    return sample == null || sample.takes(path);
  }
}

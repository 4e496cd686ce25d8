package io.kindling.image.write;

import java.io.Serializable;

/**
 * When a shard is full.
 *
 * @param records most records
 * @param bytes a shard that has so many is full, so it may be longer by one record
 */
public record ShardLimits(long records, long bytes) implements Serializable {
  public ShardLimits {
    if (records < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "shards of %d records or %d bytes".formatted(records, bytes));
    }
  }

  /** No limit but that of records. */
  public static ShardLimits records(long records) {
    return new ShardLimits(records, Long.MAX_VALUE);
  }
}

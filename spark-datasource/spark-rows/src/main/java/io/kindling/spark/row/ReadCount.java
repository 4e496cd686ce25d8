package io.kindling.spark.row;

import io.kindling.image.source.ReadCounts;

/** What a read counts, in the words that Spark's pages show. */
public enum ReadCount {
  PICTURES("number of pictures read"),
  BYTES("bytes of encoded pictures read"),
  BAD("number of bad pictures"),
  /** Added over all tasks. */
  DECODE_MILLIS("time of decoding in ms"),
  /** Those that somebody had made before. */
  SAMPLES_FOUND("number of ready samples found"),
  // Of paths through the cache.
  MEMORY_BYTES("bytes from this executor's memory"),
  DISK_BYTES("bytes from this executor's disk"),
  PEER_BYTES("bytes from other executors"),
  UNDER_STORE_BYTES("bytes from the under store");

  private final String description;

  ReadCount(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }

  /** What a task has counted until now. */
  public long of(ReadCounts counts) {
    return switch (this) {
      case PICTURES -> counts.pictures();
      case BYTES -> counts.bytes();
      case BAD -> counts.bad();
      case DECODE_MILLIS -> counts.decodeNanos() / 1_000_000;
      case SAMPLES_FOUND -> counts.samplesFound();
      case MEMORY_BYTES -> counts.sources().memory();
      case DISK_BYTES -> counts.sources().disk();
      case PEER_BYTES -> counts.sources().peer();
      case UNDER_STORE_BYTES -> counts.sources().underStore();
    };
  }
}

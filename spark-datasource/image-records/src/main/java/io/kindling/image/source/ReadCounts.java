package io.kindling.image.source;

import io.kindling.image.record.SourceBytes;

/** What a task counts while it reads. Counted by its one thread; any thread may look. */
public final class ReadCounts {
  private volatile long pictures;
  private volatile long bytes;
  private volatile long bad;
  private volatile long decodeNanos;
  private volatile long samplesFound;
  private volatile SourceBytes sources = SourceBytes.NONE;

  // One thread writes; the others only look.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void read(long number, long length) {
    pictures += number;
    bytes += length;
  }

  void from(SourceBytes all) {
    sources = all;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  void sampleFound() {
    samplesFound++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  void decoded(long nanos) {
    decodeNanos += nanos;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  void foundBad() {
    bad++;
  }

  /** Pictures whose content was read. */
  public long pictures() {
    return pictures;
  }

  /** Bytes of these pictures as they are stored. */
  public long bytes() {
    return bytes;
  }

  /** Pictures that could not be decoded, in every mode. */
  public long bad() {
    return bad;
  }

  /** Time in the decoder. */
  public long decodeNanos() {
    return decodeNanos;
  }

  /** Ready samples that somebody had made before. */
  public long samplesFound() {
    return samplesFound;
  }

  /** Where all bytes that were read until now came from, of paths through the cache. */
  public SourceBytes sources() {
    return sources;
  }
}

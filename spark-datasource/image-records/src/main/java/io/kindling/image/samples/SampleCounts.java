package io.kindling.image.samples;

import java.util.concurrent.atomic.LongAdder;

/** What making samples took. Any thread. */
public final class SampleCounts {
  private final LongAdder decoded = new LongAdder();
  private final LongAdder decodeNanos = new LongAdder();
  private final LongAdder encodedBytes = new LongAdder();

  void decoded(long bytes, long nanos) {
    decoded.increment();
    encodedBytes.add(bytes);
    decodeNanos.add(nanos);
  }

  /** Pictures that went through the decoder, those it refused included. */
  public long decoded() {
    return decoded.sum();
  }

  /** Time that they took there, added over all threads. */
  public long decodeNanos() {
    return decodeNanos.sum();
  }

  /** Bytes of these pictures as they are stored. */
  public long encodedBytes() {
    return encodedBytes.sum();
  }
}

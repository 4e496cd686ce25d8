package io.kindling.command.load;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/** Keeps all threads of a job together to a rate. Safe for any number of threads. */
final class Bandwidth {

  private final double nanosPerByte;
  private long free = System.nanoTime();

  /**
   * A limit.
   *
   * @param bytesPerSecond 0 for none
   */
  Bandwidth(long bytesPerSecond) {
    this.nanosPerByte = bytesPerSecond == 0 ? 0 : 1e9 / bytesPerSecond;
  }

  /** Bytes were received: waits until as many would have come at the rate. */
  void received(long bytes) throws InterruptedIOException {
    if (nanosPerByte == 0) {
      return;
    }
    long wait;
    synchronized (this) {
      long now = System.nanoTime();
      free = (free - now > 0 ? free : now) + (long) (bytes * nanosPerByte);
      wait = free - now;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(wait);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the job kept to its bandwidth");
    }
  }
}

package io.kindling.cache.thread;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/** Keeps a thread that moves bytes to a rate. Time without work is not saved up. For one thread. */
public final class Throttle {

  private final double nanosPerByte;
  private long free = System.nanoTime();

  /**
   * A throttle.
   *
   * @param bytesPerSecond above 0
   */
  public Throttle(long bytesPerSecond) {
    this.nanosPerByte = 1e9 / bytesPerSecond;
  }

  /** Bytes were moved: waits until more may be. */
  public void moved(long bytes) throws InterruptedIOException {
    long now = System.nanoTime();
    free = (free - now > 0 ? free : now) + (long) (bytes * nanosPerByte);
    if (free - now > 0) {
      try {
        TimeUnit.NANOSECONDS.sleep(free - now);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while blocks were given to other nodes");
      }
    }
  }
}

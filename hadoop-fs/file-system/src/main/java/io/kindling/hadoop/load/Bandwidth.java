package io.kindling.hadoop.load;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Keeps all threads of a job together to a rate, and ends their fetches when the job is cancelled.
 * Safe for any number of threads.
 */
final class Bandwidth {

  private final double nanosPerByte;
  private long free = System.nanoTime();
  private volatile boolean ended;

  /**
   * A limit.
   *
   * @param bytesPerSecond 0 for none
   */
  Bandwidth(long bytesPerSecond) {
    this.nanosPerByte = bytesPerSecond == 0 ? 0 : 1e9 / bytesPerSecond;
  }

  /**
   * Bytes were received: waits until as many would have come at the rate.
   *
   * @throws InterruptedIOException when the job is cancelled
   */
  void received(long bytes) throws InterruptedIOException {
    if (nanosPerByte > 0 && !ended) {
      try {
        awaitTurn(bytes);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while the job kept to its bandwidth");
      }
    }
    if (ended) {
      throw new InterruptedIOException("the job is cancelled");
    }
  }

  private synchronized void awaitTurn(long bytes) throws InterruptedException {
    long now = System.nanoTime();
    free = (free - now > 0 ? free : now) + (long) (bytes * nanosPerByte);
    long turn = free;
    while (!ended && turn - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, turn - System.nanoTime());
    }
  }

  /** Ends all fetches. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }
}

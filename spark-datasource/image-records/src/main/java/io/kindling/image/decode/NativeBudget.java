package io.kindling.image.decode;

import java.util.concurrent.Semaphore;

/**
 * Bounds what all decoders of a JVM hold outside of the heap at one time, so that many threads that
 * meet huge pictures together wait for each other. A picture that needs more than all of it is
 * decoded alone.
 */
final class NativeBudget {
  private static final int UNIT = 64 << 10;

  private final int units;
  private final Semaphore free;

  NativeBudget(long bytes) {
    units = (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes / UNIT));
    free = new Semaphore(units, true);
  }

  /** Native memory that is used by a piece of work. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws UndecodableImageException;
  }

  /** Waits for room, without being interrupted, and gives it back after the work. */
  <T> T within(long bytes, Work<T> work) throws UndecodableImageException {
    int wanted = (int) Math.min(units, bytes / UNIT + 1);
    free.acquireUninterruptibly(wanted);
    try {
      return work.run();
    } finally {
      free.release(wanted);
    }
  }
}

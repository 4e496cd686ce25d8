package io.kindling.cache.transfer;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps callers from waiting for a node that did not answer. Closed, everybody may call. A failure
 * opens it for a pause, during which nobody may; then one caller at a time may try. When the try
 * succeeds the breaker is closed, when it fails the next pause is twice as long, up to a limit.
 * Safe for any number of threads; costs a read of a field while closed.
 */
final class Breaker {

  /** A node that was gone for long and is back serves again after this time at the latest. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Duration firstPause;
  private final LongSupplier nanoClock;
  private volatile @Nullable IOException cause;
  private long openUntil; // This and the next two under the lock.
  private Duration pause;
  private boolean probing;

  /**
   * A closed breaker.
   *
   * @param firstPause how long the node is left alone after the first failure
   */
  Breaker(Duration firstPause, LongSupplier nanoClock) {
    this.firstPause = firstPause;
    this.nanoClock = nanoClock;
    this.pause = firstPause;
  }

  /**
   * Asks for leave to call; every leave is followed by {@link #succeeded}, {@link #failed} or
   * {@link #gaveUp}.
   *
   * @return null when the caller may, else why it may not
   */
  @Nullable IOException objection() {
    IOException last = cause;
    if (last == null) {
      return null;
    }
    synchronized (this) {
      if (cause == null) {
        return null;
      }
      if (probing || nanoClock.getAsLong() - openUntil < 0) {
        return last;
      }
      probing = true;
      return null;
    }
  }

  /** The node answered. */
  void succeeded() {
    if (cause != null) {
      synchronized (this) {
        cause = null;
        probing = false;
        pause = firstPause;
      }
    }
  }

  /** The node did not answer. Of several callers that failed at once the first one counts. */
  synchronized void failed(IOException failure) {
    if (cause == null || probing) {
      Duration next = cause == null ? firstPause : pause.multipliedBy(2);
      pause = next.compareTo(LONGEST_PAUSE) < 0 || next.equals(firstPause) ? next : LONGEST_PAUSE;
      openUntil = nanoClock.getAsLong() + pause.toNanos();
      probing = false;
      cause = failure;
    }
  }

  /** The caller was interrupted, which says nothing about the node. */
  synchronized void gaveUp() {
    probing = false;
  }
}

package io.kindling.benchmarks;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts files as they come, for a rate that leaves out the first ones. Any thread. */
final class FileClock {

  private final int first;
  private final AtomicInteger done = new AtomicInteger();
  private volatile long start = System.nanoTime();

  /**
   * Starts now.
   *
   * @param first files that do not count, and whose time does not
   */
  FileClock(int first) {
    this.first = first;
  }

  /** One more has come. */
  void done() {
    if (done.incrementAndGet() == first) {
      start = System.nanoTime();
    }
  }

  /** Files a second until now. */
  double perSecond() {
    return (done.get() - first) / ((System.nanoTime() - start) / 1e9);
  }
}

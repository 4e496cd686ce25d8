package io.kindling.cache.store;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;

/**
 * Remembers reads until someone has the time to tell the eviction policy, so that readers need not
 * wait for one another. The idea is that of the read buffers of BP-Wrapper (Ding, Jiang and Zhang,
 * 2009), which Caffeine also follows.
 *
 * <p>Each thread writes to one of several small rings. When two threads that share a ring collide,
 * or the ring is full, the read is forgotten: that costs the order some precision and never costs
 * the reader any time. What a single thread records is replayed completely and in order. A slot may
 * have passed to another block before the log is replayed; so be it.
 *
 * <p>{@link #record} is for all threads; {@link #drain} only for the one that holds the store's
 * membership lock.
 */
final class UseLog {

  private static final int LENGTH = 32;

  /** Reads in a ring that make it worth a drain. */
  private static final int ENOUGH = 16;

  private static final int MOST_RINGS = 64;

  /** Longs from one ring's counters to the next: two cache lines, so that rings do not disturb. */
  private static final int SPACING = 16;

  private static final int WRITTEN = 0;
  private static final int DRAINED = 1;

  private final int rings;
  private final AtomicLongArray counters;
  private final AtomicIntegerArray uses;

  /** A log for as many threads as the machine runs at once. */
  UseLog() {
    this(Math.min(MOST_RINGS, 4 * Runtime.getRuntime().availableProcessors()));
  }

  UseLog(int threads) {
    this.rings = Integer.highestOneBit(Math.max(1, 2 * threads - 1));
    this.counters = new AtomicLongArray((rings + 1) * SPACING);
    this.uses = new AtomicIntegerArray((rings + 1) * LENGTH);
  }

  /**
   * Notes a read of the block in {@code slot} by the current thread; true when the log should be
   * drained soon.
   */
  boolean record(int slot) {
    int ring = (int) Thread.currentThread().getId() & (rings - 1);
    int counter = (ring + 1) * SPACING;
    long written = counters.get(counter + WRITTEN);
    long waiting = written - counters.get(counter + DRAINED);
    if (waiting >= LENGTH) {
      return true;
    }
    if (counters.compareAndSet(counter + WRITTEN, written, written + 1)) {
      uses.setRelease(place(ring, written), slot);
      return waiting + 1 >= ENOUGH;
    }
    return false;
  }

  /** Passes on what was noted, ring after ring, and forgets it. */
  void drain(IntConsumer consumer) {
    for (int ring = 0; ring < rings; ring++) {
      int counter = (ring + 1) * SPACING;
      long written = counters.get(counter + WRITTEN);
      long drained = counters.get(counter + DRAINED);
      while (drained < written) {
        int place = place(ring, drained);
        int slot = uses.getAcquire(place);
        if (slot == 0) {
          break; // its writer has counted it and is about to store it
        }
        uses.setPlain(place, 0);
        drained++;
        consumer.accept(slot);
      }
      counters.setRelease(counter + DRAINED, drained);
    }
  }

  private static int place(int ring, long position) {
    return (ring + 1) * LENGTH + (int) (position & (LENGTH - 1));
  }
}

package io.kindling.cache.store;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers reads until someone has the time to tell the eviction policy, so that readers need not
 * wait for one another. The idea is that of the read buffers of BP-Wrapper (Ding, Jiang and Zhang,
 * 2009), which Caffeine also follows.
 *
 * <p>Each thread writes to one of several small rings. When two threads that share a ring collide,
 * or the ring is full, the read is forgotten: that costs the order some precision and never costs
 * the reader any time. What a single thread records is replayed completely and in order.
 *
 * <p>{@link #record} is for all threads; {@link #drain} only for the one that holds the store's
 * membership lock.
 */
final class UseLog {

  private static final int SLOTS = 32;

  /** Reads in a ring that make it worth a drain. */
  private static final int ENOUGH = 16;

  private static final int MOST_RINGS = 64;

  /** Longs from one ring's counters to the next: two cache lines, so that rings do not disturb. */
  private static final int SPACING = 16;

  private static final int WRITTEN = 0;
  private static final int DRAINED = 1;

  private final int rings;
  private final AtomicLongArray counters;
  private final AtomicReferenceArray<@Nullable PagedBlock> slots;

  /** A log for as many threads as the machine runs at once. */
  UseLog() {
    this(Math.min(MOST_RINGS, 4 * Runtime.getRuntime().availableProcessors()));
  }

  UseLog(int threads) {
    this.rings = Integer.highestOneBit(Math.max(1, 2 * threads - 1));
    this.counters = new AtomicLongArray((rings + 1) * SPACING);
    this.slots = new AtomicReferenceArray<>((rings + 1) * SLOTS);
  }

  /** Notes a read of the current thread; true when the log should be drained soon. */
  boolean record(PagedBlock block) {
    int ring = (int) Thread.currentThread().getId() & (rings - 1);
    int counter = (ring + 1) * SPACING;
    long written = counters.get(counter + WRITTEN);
    long waiting = written - counters.get(counter + DRAINED);
    if (waiting >= SLOTS) {
      return true;
    }
    if (counters.compareAndSet(counter + WRITTEN, written, written + 1)) {
      slots.setRelease(slot(ring, written), block);
      return waiting + 1 >= ENOUGH;
    }
    return false;
  }

  /** Passes on what was noted, ring after ring, and forgets it. */
  void drain(Consumer<PagedBlock> consumer) {
    for (int ring = 0; ring < rings; ring++) {
      int counter = (ring + 1) * SPACING;
      long written = counters.get(counter + WRITTEN);
      long drained = counters.get(counter + DRAINED);
      while (drained < written) {
        int slot = slot(ring, drained);
        PagedBlock block = slots.getAcquire(slot);
        if (block == null) {
          break; // its writer has counted it and is about to store it
        }
        slots.setPlain(slot, null);
        drained++;
        consumer.accept(block);
      }
      counters.setRelease(counter + DRAINED, drained);
    }
  }

  private static int slot(int ring, long position) {
    return (ring + 1) * SLOTS + (int) (position & (SLOTS - 1));
  }
}

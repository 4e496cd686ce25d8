package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.store.WorkingSetEstimate.Point;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Watches a sample of the blocks pass through small LRU caches of names, which stand for caches of
 * half, once, twice and four times the size: miniature simulation after Waldspurger, Saemundsson,
 * Ahmad and Park ("Cache Modeling and Optimization using Miniature Simulations", USENIX ATC 2017).
 * A block is in the sample when its hash is below a threshold, as in SHARDS (Waldspurger, Park,
 * Garthwaite and Ahmad, FAST 2015); the threshold falls when the largest cache holds too many
 * names, so the estimate takes the same room for any store. Whether a few blocks that are read most
 * are in the sample or not would make much of a difference; so, as SHARDS does, the reads that the
 * sample stands for too many or too few of are taken for reads of such blocks, that is for hits.
 *
 * <p>For any thread. A read that finds another one being noted is not looked at.
 */
final class WorkingSet {

  private static final double[] FACTORS = {0.5, 1, 2, 4};
  private static final int MOST_NAMES = 4096;
  private static final int HASHES = 1 << 24;

  private final long capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Shadow> shadows = new ArrayList<>();
  private volatile int threshold = HASHES;
  private final LongAdder all = new LongAdder();
  private final DoubleAdder skipped = new DoubleAdder();

  /** Reads that the noted ones stand for. */
  private double noted;

  /** For a store of so many bytes. */
  WorkingSet(long capacity) {
    this.capacity = capacity;
    for (double factor : FACTORS) {
      shadows.add(new Shadow((long) (capacity * factor)));
    }
  }

  /** Notes that a block was read or put. */
  void note(BlockId id, int length) {
    all.increment();
    if (hash(id) >= threshold) {
      return;
    }
    if (!lock.tryLock()) {
      skipped.add((double) HASHES / threshold);
      return;
    }
    try {
      double weight = (double) HASHES / threshold;
      noted += weight;
      for (Shadow shadow : shadows) {
        shadow.read(id, length, weight, threshold);
      }
      while (shadows.get(shadows.size() - 1).names.size() > MOST_NAMES) {
        threshold /= 2;
        shadows.forEach(shadow -> shadow.thin(threshold));
      }
    } finally {
      lock.unlock();
    }
  }

  /** What the reads so far say. */
  WorkingSetEstimate estimate() {
    lock.lock();
    try {
      double total = Math.max(0, all.sum() - skipped.sum());
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < FACTORS.length; i++) {
        double hits = shadows.get(i).hits + total - noted;
        double ratio = total < 1 ? 0 : Math.max(0, Math.min(1, hits / total));
        points.add(new Point(FACTORS[i], (long) (capacity * FACTORS[i]), ratio));
      }
      return new WorkingSetEstimate((long) total, List.copyOf(points));
    } finally {
      lock.unlock();
    }
  }

  private static int hash(BlockId id) {
    long mixed = (id.hashCode() ^ id.low()) * 0xBF58476D1CE4E5B9L;
    return (int) (mixed >>> 40);
  }

  /** An LRU cache that holds names only. */
  private static final class Shadow {

    private final long capacity;
    private final Map<BlockId, Integer> names = new LinkedHashMap<>(16, 0.75f, true);
    private long held;
    private double hits;

    Shadow(long capacity) {
      this.capacity = capacity;
    }

    void read(BlockId id, int length, double weight, int threshold) {
      if (names.get(id) != null) {
        hits += weight;
        return;
      }
      names.put(id, length);
      held += length;
      shrink(threshold);
    }

    private void shrink(int threshold) {
      long room = (long) ((double) capacity * threshold / HASHES);
      Iterator<Integer> oldest = names.values().iterator();
      while (held > room && oldest.hasNext()) {
        held -= oldest.next();
        oldest.remove();
      }
    }

    void thin(int threshold) {
      Iterator<Map.Entry<BlockId, Integer>> all = names.entrySet().iterator();
      while (all.hasNext()) {
        Map.Entry<BlockId, Integer> name = all.next();
        if (hash(name.getKey()) >= threshold) {
          held -= name.getValue();
          all.remove();
        }
      }
      shrink(threshold);
    }
  }
}

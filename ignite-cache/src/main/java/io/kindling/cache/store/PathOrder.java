package io.kindling.cache.store;

import static io.kindling.cache.store.PageAllocator.PAGE_SIZE;

import io.kindling.cache.policy.Eviction;
import io.kindling.cache.policy.Hold;
import io.kindling.cache.policy.PathPolicy;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The order in which blocks leave when paths have policies: each path orders its own blocks, and of
 * those that stand first in their path the one leaves that was not read for longest.
 *
 * <p>{@code lfu} is W-TinyLFU (see {@link FrequencySketch}): new blocks enter a window of one
 * percent; what falls out of it has to be wanted more often than the oldest block of the rest to
 * take its place; of the rest, what was read again is protected up to four fifths. Caffeine's own
 * cannot be asked for it: it evicts by itself where its map is too large, while here a victim is
 * asked for, may be refused because it is being read, and counts in pages.
 */
final class PathOrder implements EvictionPolicy {

  private static final int RINGS = 4;
  private static final int WINDOW = 0;
  private static final int PROBATION = 1;
  private static final int PROTECTED = 2;

  /** What leaves before all others, of {@code resident} paths as well. */
  private static final int FIRST = 3;

  /** Uses ago that count as long ago. */
  private static final int LONG_AGO = Integer.MAX_VALUE / 2;

  private final PathRules rules;
  private final LongSupplier nanos;
  private final SlotRings rings;
  private final FrequencySketch sketch = new FrequencySketch();

  private final long[] pages;
  private final int[] blocks;
  private final long[] lastRead;

  /** For each {@code lfu} path the block that came out of the window last. */
  private final int[] newcomer;

  private int[] usedAt = new int[32];
  private int[] hashOf = new int[32];
  private int[] pagesOf = new int[32];
  private int uses;
  private int size;

  /**
   * An empty order.
   *
   * @param nanos a clock, for paths that nobody reads
   */
  PathOrder(PathRules rules, LongSupplier nanos) {
    this.rules = rules;
    this.nanos = nanos;
    this.rings = new SlotRings(RINGS * rules.count());
    this.pages = new long[rules.count()];
    this.blocks = new int[rules.count()];
    this.newcomer = new int[rules.count()];
    this.lastRead = new long[rules.count()];
    Arrays.fill(lastRead, nanos.getAsLong());
  }

  @Override
  public void added(int slot, PagedBlock block) {
    add(slot, rules.of(block.folder, block.fileHash), block.id.hashCode(), block.pages());
  }

  private void add(int slot, int rule, int hash, int count) {
    if (rings.ringOf(slot) >= 0) {
      throw new IllegalStateException("slot " + slot + " was added twice");
    }
    if (slot >= usedAt.length) {
      int length = Math.max(2 * usedAt.length, slot + 1);
      usedAt = Arrays.copyOf(usedAt, length);
      hashOf = Arrays.copyOf(hashOf, length);
      pagesOf = Arrays.copyOf(pagesOf, length);
    }
    usedAt[slot] = ++uses;
    hashOf[slot] = hash;
    pagesOf[slot] = count;
    pages[rule] += count;
    blocks[rule]++;
    size++;
    rings.toNewest(ring(rule, WINDOW), slot);
    if (rules.policy(rule).eviction() == Eviction.LFU) {
      sketch.widen(size);
      sketch.count(hash);
      int window = Math.max(1, blocks[rule] / 100);
      while (rings.size(ring(rule, WINDOW)) > window) {
        newcomer[rule] = rings.oldest(ring(rule, WINDOW));
        rings.toNewest(ring(rule, PROBATION), newcomer[rule]);
      }
    }
  }

  @Override
  public void used(int slot) {
    int ring = rings.ringOf(slot);
    if (ring < 0) {
      return;
    }
    int rule = ring / RINGS;
    usedAt[slot] = ++uses;
    switch (rules.policy(rule).eviction()) {
      case LFU -> {
        sketch.count(hashOf[slot]);
        rings.toNewest(afterUse(ring), slot);
        if (newcomer[rule] == slot) {
          newcomer[rule] = 0;
        }
        int rest = rings.size(ring(rule, PROBATION)) + rings.size(ring(rule, PROTECTED));
        while (5L * rings.size(ring(rule, PROTECTED)) > 4L * rest) {
          rings.toNewest(ring(rule, PROBATION), rings.oldest(ring(rule, PROTECTED)));
        }
      }
      case RESIDENT -> {
        rings.toNewest(ring(rule, WINDOW), slot);
        lastRead[rule] = nanos.getAsLong();
      }
      case LRU -> rings.toNewest(ring(rule, WINDOW), slot);
    }
  }

  /** The ring of an {@code lfu} path to which a block goes that is read. */
  private static int afterUse(int ring) {
    return switch (ring % RINGS) {
      case PROBATION -> ring - PROBATION + PROTECTED;
      case FIRST -> ring - FIRST + PROBATION;
      default -> ring;
    };
  }

  @Override
  public void leaveFirst(int slot) {
    int ring = rings.ringOf(slot);
    if (ring >= 0) {
      usedAt[slot] = uses - LONG_AGO;
      rings.toNewest(ring(ring / RINGS, FIRST), slot);
      if (newcomer[ring / RINGS] == slot) {
        newcomer[ring / RINGS] = 0;
      }
    }
  }

  @Override
  public void removed(int slot) {
    int ring = rings.ringOf(slot);
    if (ring < 0) {
      throw new IllegalStateException("slot " + slot + " was removed and is not there");
    }
    int rule = ring / RINGS;
    rings.remove(slot);
    pages[rule] -= pagesOf[slot];
    blocks[rule]--;
    size--;
    if (newcomer[rule] == slot) {
      newcomer[rule] = 0;
    }
  }

  @Override
  public int candidate() {
    int oldest = 0;
    for (int rule = 0; rule < rules.count(); rule++) {
      int slot = candidate(rule);
      if (slot != 0 && (oldest == 0 || uses - usedAt[slot] > uses - usedAt[oldest])) {
        oldest = slot;
      }
    }
    return oldest;
  }

  @Override
  public int candidate(FileTag incoming, int count) {
    if (isOverQuota(incoming, count)) {
      return candidate(rules.of(incoming.folder(), incoming.fileHash()));
    }
    return candidate();
  }

  private int candidate(int rule) {
    int first = rings.oldest(ring(rule, FIRST));
    if (first != 0 && rules.policy(rule).hold() == Hold.EVICTABLE) {
      return first;
    }
    return mayLeave(rule) ? first(rule) : 0;
  }

  @Override
  public boolean isOverQuota(FileTag incoming, int count) {
    int rule = rules.of(incoming.folder(), incoming.fileHash());
    long quota = rules.policy(rule).quota();
    return quota > 0 && (pages[rule] + count) * PAGE_SIZE > quota;
  }

  private boolean mayLeave(int rule) {
    PathPolicy policy = rules.policy(rule);
    return policy.hold() == Hold.EVICTABLE
        && (policy.eviction() != Eviction.RESIDENT
            || nanos.getAsLong() - lastRead[rule] > policy.idle().toNanos());
  }

  /** The block of a path that is to leave first; 0 when it has none. */
  private int first(int rule) {
    int victim = rings.oldest(ring(rule, PROBATION));
    if (victim == 0) {
      victim = rings.oldest(ring(rule, PROTECTED));
    }
    if (victim == 0) {
      return rings.oldest(ring(rule, WINDOW));
    }
    int rival = newcomer[rule];
    return rival != 0 && sketch.frequency(hashOf[rival]) <= sketch.frequency(hashOf[victim])
        ? rival
        : victim;
  }

  @Override
  public int size() {
    return size;
  }

  /** All blocks, those that were not read for longest first. */
  @Override
  public int[] order() {
    long[] byAge = new long[size];
    int found = 0;
    for (int ring = 0; ring < RINGS * rules.count(); ring++) {
      for (int slot = rings.oldest(ring); slot != 0; slot = rings.newer(slot)) {
        byAge[found++] = (long) (usedAt[slot] - uses) << Integer.SIZE | slot;
      }
    }
    if (found != size) {
      throw new IllegalStateException(size + " blocks counted, " + found + " in the rings");
    }
    Arrays.sort(byAge);
    return Arrays.stream(byAge).mapToInt(each -> (int) each).toArray();
  }

  private static int ring(int rule, int part) {
    return RINGS * rule + part;
  }
}

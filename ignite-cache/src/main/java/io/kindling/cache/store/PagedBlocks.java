package io.kindling.cache.store;

import static io.kindling.cache.store.PageAllocator.PAGE_SIZE;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.policy.PathPolicies;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one place, in memory or on one disk: which are there, which pages each has, and the
 * rules by which they come and leave.
 *
 * <p>A {@link PagedBlock} counts its holders. Whoever gives up the last hold frees the pages, so a
 * block that was removed lives on until its last handle is closed. Pages whose block is not in the
 * index (being filled, or removed and still read) are "detached": used = held by the index +
 * detached, always.
 *
 * <p>Safe for all threads. Locks: {@code membership} of {@link BlockIndex}, then the monitor of
 * {@link PageAllocator}. Neither is held while a segment is made.
 */
final class PagedBlocks {

  private final BlockIndex index = new BlockIndex(new LeastRecentlyUsed());
  private final PageAllocator pages;
  private final Backing backing;
  private final Tier tier;
  private final Metrics metrics;
  private final LongAdder detachedPages = new LongAdder();
  private final LongAdder openHandles = new LongAdder();
  private final Departures departures = new Departures();
  private volatile PathRules rules = new PathRules(PathPolicies.NONE);

  PagedBlocks(PageAllocator pages, Backing backing, Tier tier, Metrics metrics) {
    this.pages = pages;
    this.backing = backing;
    this.tier = tier;
    this.metrics = metrics;
  }

  /** The block, held once more for the caller and noted as used; null when it is not held. */
  @Nullable PagedBlock acquire(BlockId id) {
    return index.acquire(id);
  }

  boolean contains(BlockId id) {
    return index.contains(id);
  }

  int size() {
    return index.size();
  }

  /**
   * Finds pages with a segment behind them, evicting blocks where needed. They count as detached.
   *
   * @return first page and length of each run, in turn; null when there is no room
   */
  int @Nullable [] take(FileTag tag, int count) {
    while (tier.isOpen()) {
      int[] runs = rules.haveQuota() && index.isOverQuota(tag, count) ? null : pages.take(count);
      // Do not evict anything for a block that could not be placed even then.
      if (runs == null && count <= pages.total() - detachedPages.sum()) {
        runs = index.evictUntil(tag, count, () -> pages.take(count), tier::mayLeave, this::evicted);
      }
      if (runs == null) {
        return null;
      }
      detachedPages.add(count);
      if (!tier.isOpen()) {
        giveBack(runs, count);
        return null;
      }
      int highest = backing.highest(runs);
      int available = backing.ensure(highest);
      if (highest < available) {
        return runs;
      }
      giveBack(runs, count);
      if (pages.limit(available)) {
        tier.shrunk();
      }
    }
    return null;
  }

  private void evicted(PagedBlock block) {
    tier.leaves(block);
    pages.release(block.runs());
    metrics.increment(tier.evictions());
    departures.note(block, Departure.Cause.ROOM);
  }

  /**
   * Makes a filled block visible; its filler's hold passes to the index, unless a block of its name
   * is there.
   *
   * @return the block that is there now, held once more for the caller; null when all is closed
   */
  @Nullable PagedBlock add(PagedBlock block) {
    PagedBlock winner = index.add(block);
    if (winner == block) {
      detachedPages.add(-block.pages());
    }
    return winner;
  }

  /** Takes over a block that has its pages already; false when another has one of them. */
  boolean adopt(PagedBlock block) {
    if (!pages.claim(block.runs())) {
      return false;
    }
    detachedPages.add(block.pages());
    PagedBlock held = add(block);
    if (held != block) {
      release(block);
    }
    if (held != null) {
      release(held);
    }
    return held == block;
  }

  /** Drops a block; false when it was not held. */
  boolean remove(BlockId id) {
    PagedBlock block = index.remove(id);
    if (block == null) {
      return false;
    }
    block.dropped = true;
    tier.leaves(block);
    detach(block);
    return true;
  }

  /** Drops a block because its path is freed; false when it was not held. */
  boolean free(PagedBlock block) {
    boolean held = remove(block.id);
    if (held) {
      departures.note(block, Departure.Cause.FREED);
    }
    return held;
  }

  /** Shows every block, while others come and go. */
  void forEach(Consumer<PagedBlock> visitor) {
    index.forEach(visitor);
  }

  /** What left lately. */
  Departures departures() {
    return departures;
  }

  /** As {@link BlockStore#leaveFirst}. */
  void leaveFirst(BlockId id) {
    index.leaveFirst(id);
  }

  /**
   * Uses the first {@code count} segments from now on, fewer than before or more, and drops what
   * lies beyond.
   */
  void limit(int count) {
    int before = pages.usable();
    if (pages.limit(count) && count < before) {
      index.forEach(
          block -> {
            if (backing.highest(block.runs()) >= count) {
              boolean ignored = remove(block.id);
            }
          });
    }
  }

  /** Segments that are used now. */
  int limit() {
    return pages.usable();
  }

  /** Whether nobody holds a page of a segment. */
  boolean isUnused(int segment) {
    return pages.isUnused(segment);
  }

  /** Gives up the index's hold on a block that has left it. */
  private void detach(PagedBlock block) {
    detachedPages.add(block.pages());
    release(block);
  }

  /** Gives up one hold on a block that may be detached. */
  void release(PagedBlock block) {
    if (block.release()) {
      giveBack(block.runs(), block.pages());
    }
  }

  private void giveBack(int[] runs, int count) {
    pages.release(runs);
    detachedPages.add(-count);
    tier.freed();
  }

  /** Counts a handle that lives by a hold on a block. */
  void handleOpened() {
    openHandles.increment();
  }

  /** Gives up a handle's hold. */
  void handleClosed(PagedBlock block) {
    openHandles.decrement();
    release(block);
  }

  /** Orders and limits blocks by what is set for their paths. */
  void apply(PathPolicies policies) {
    PathRules next = new PathRules(policies);
    index.order(next.order());
    rules = next;
  }

  PathRules rules() {
    return rules;
  }

  /** Drops what has outlived its time. */
  void expire() {
    int now = now();
    index.forEach(
        block -> {
          if (rules.isExpired(block, now) && remove(block.id)) {
            metrics.increment(Metric.BLOCKS_EXPIRED);
            departures.note(block, Departure.Cause.EXPIRED);
          }
        });
  }

  /** Seconds of the epoch. */
  static int now() {
    return (int) (System.currentTimeMillis() / 1000);
  }

  /** Bytes that may be held. */
  long capacity() {
    return (long) pages.total() * PAGE_SIZE;
  }

  /** Bytes of pages taken now. */
  long used() {
    return (long) pages.used() * PAGE_SIZE;
  }

  long openHandles() {
    return openHandles.sum();
  }

  /** All blocks, in the order in which they would leave. */
  List<PagedBlock> inOrder() {
    List<PagedBlock> order = new ArrayList<>();
    index.inspect(order::addAll);
    return order;
  }

  /** Every block that {@code wanted} accepts, held once more for the caller. */
  List<PagedBlock> retainAll(Predicate<PagedBlock> wanted) {
    List<PagedBlock> all = new ArrayList<>();
    index.inspect(
        blocks ->
            blocks.forEach(
                block -> {
                  if (wanted.test(block) && block.retain()) {
                    all.add(block);
                  }
                }));
    return all;
  }

  /** Lets go of all blocks, for good; open handles live on. */
  void close() {
    index.close().forEach(this::detach);
  }

  /** Fails unless all accounts agree. Only while no other thread changes anything. */
  void checkInvariants() {
    pages.checkInvariants();
    BitSet owned = new BitSet();
    index.inspect(blocks -> blocks.forEach(block -> claim(block, owned)));
    if (owned.cardinality() + detachedPages.sum() != pages.used()) {
      throw new IllegalStateException(
          "%d pages used, of them %d of blocks and %d detached"
              .formatted(pages.used(), owned.cardinality(), detachedPages.sum()));
    }
  }

  private void claim(PagedBlock block, BitSet owned) {
    int[] runs = block.runs();
    pages.requireTaken(runs);
    for (int i = 0; i < runs.length; i += 2) {
      int end = runs[i] + runs[i + 1];
      if (!owned.get(runs[i], end).isEmpty()) {
        throw new IllegalStateException("a page of block " + block.id + " has two owners");
      }
      owned.set(runs[i], end);
    }
  }

  /** The tier whose blocks these are. Its methods must be quick and take no lock but leaves. */
  interface Tier {

    /** Whether room may be given out. Asked after pages were taken, too. */
    boolean isOpen();

    /** Where evictions are counted. */
    Metric evictions();

    /** Whether a block may be evicted now. */
    boolean mayLeave(PagedBlock block);

    /** A block has left the index; its pages are not free yet. */
    void leaves(PagedBlock block);

    /** Pages became free. */
    void freed();

    /** No segment could be made, so there are fewer than were planned. */
    void shrunk();
  }
}

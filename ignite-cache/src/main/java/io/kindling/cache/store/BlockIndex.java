package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The published blocks by name, and the order in which they would leave.
 *
 * <p>Both change under one lock, {@code membership}, so that under it they always agree; it is held
 * for microseconds. A hit takes no lock: it looks into the map, raises the block's count and notes
 * the use in a {@link UseLog}; now and then a reader finds {@code membership} free and replays the
 * log into the {@link EvictionPolicy}. Seen from a single thread the order is exact.
 *
 * <p>Being in the index counts as one hold on a block. Eviction takes blocks that have no other, in
 * one atomic step: it never waits for a reader and never frees pages under one.
 *
 * <p>Safe for all threads. Callbacks run under {@code membership}; they may lock what comes after
 * it in the order that {@link SegmentStore} states, and nothing else.
 */
final class BlockIndex {

  private final ConcurrentHashMap<BlockId, PagedBlock> blocks = new ConcurrentHashMap<>();
  private final UseLog uses = new UseLog();
  private final ReentrantLock membership = new ReentrantLock();
  private final SlotTable slots = new SlotTable();
  private EvictionPolicy policy;
  private final IntConsumer tellPolicy;
  private boolean closed;

  BlockIndex(EvictionPolicy policy) {
    this.policy = policy;
    this.tellPolicy = this::tellPolicy;
  }

  /** The block, held once more for the caller and noted as used; null when there is none. */
  @Nullable PagedBlock acquire(BlockId id) {
    PagedBlock block = blocks.get(id);
    if (block == null || !block.retain()) {
      return null;
    }
    if (uses.record(block.slot) && membership.tryLock()) {
      try {
        uses.drain(tellPolicy);
      } finally {
        membership.unlock();
      }
    }
    return block;
  }

  private void tellPolicy(int slot) {
    policy.used(slot);
  }

  /** Has a block leave before others, unless it is read again; nothing when it is not held. */
  void leaveFirst(BlockId id) {
    membership.lock();
    try {
      PagedBlock block = blocks.get(id);
      if (block != null) {
        uses.drain(tellPolicy);
        block.expendable = true;
        policy.leaveFirst(block.slot);
      }
    } finally {
      membership.unlock();
    }
  }

  /** Orders all blocks anew. */
  void order(EvictionPolicy next) {
    membership.lock();
    try {
      uses.drain(tellPolicy);
      for (int slot : policy.order()) {
        next.added(slot, slots.get(slot));
      }
      policy = next;
    } finally {
      membership.unlock();
    }
  }

  /** Whether room for a block of a path has to come from the path's own blocks. */
  boolean isOverQuota(FileTag incoming, int pages) {
    membership.lock();
    try {
      return policy.isOverQuota(incoming, pages);
    } finally {
      membership.unlock();
    }
  }

  /** Shows every block, while others come and go. */
  void forEach(Consumer<PagedBlock> visitor) {
    blocks.values().forEach(visitor);
  }

  int size() {
    return blocks.size();
  }

  boolean contains(BlockId id) {
    return blocks.containsKey(id);
  }

  /**
   * Adds a block unless one of its name is there, which then counts as used.
   *
   * @return the block that is in the index now, held once more for the caller; null when the index
   *     is closed
   */
  @Nullable PagedBlock add(PagedBlock block) {
    membership.lock();
    try {
      if (closed) {
        return null;
      }
      uses.drain(tellPolicy);
      PagedBlock winner = blocks.get(block.id);
      if (winner == null) {
        winner = block;
        // Readers look for the slot as soon as they find the block.
        block.slot = slots.add(block);
        policy.added(block.slot, block);
        blocks.put(block.id, block);
      } else {
        policy.used(winner.slot);
      }
      if (!winner.retain()) {
        throw new IllegalStateException("block " + winner.id + " is in the index and retired");
      }
      return winner;
    } finally {
      membership.unlock();
    }
  }

  /** Takes a block out; the index's hold on it passes to the caller. Null when there is none. */
  @Nullable PagedBlock remove(BlockId id) {
    membership.lock();
    try {
      PagedBlock block = blocks.remove(id);
      if (block != null) {
        forget(block);
      }
      return block;
    } finally {
      membership.unlock();
    }
  }

  /** Takes all blocks out, for good; the index's holds on them pass to the caller. */
  List<PagedBlock> close() {
    membership.lock();
    try {
      closed = true;
      List<PagedBlock> all = new ArrayList<>(blocks.values());
      blocks.clear();
      all.forEach(this::forget);
      return all;
    } finally {
      membership.unlock();
    }
  }

  /**
   * Evicts blocks until there is room.
   *
   * @param incoming the path of the block that is to come
   * @param pages what it needs
   * @param room asks for the room; null as long as there is none
   * @param mayLeave asked of a block before it leaves; one that may not goes to the end of the
   *     order
   * @param evicted told of every block that left, which nobody holds any more
   * @return the room, or null when all that may leave has left
   */
  <T> @Nullable T evictUntil(
      FileTag incoming,
      int pages,
      Supplier<@Nullable T> room,
      Predicate<PagedBlock> mayLeave,
      Consumer<PagedBlock> evicted) {
    membership.lock();
    try {
      uses.drain(tellPolicy);
      Supplier<@Nullable T> allowed = () -> policy.isOverQuota(incoming, pages) ? null : room.get();
      IntSupplier next = () -> policy.candidate(incoming, pages);
      T found = evictWhile(next, allowed, mayLeave, evicted);
      return found == null ? evictWhile(next, allowed, block -> true, evicted) : found;
    } finally {
      membership.unlock();
    }
  }

  private <T> @Nullable T evictWhile(
      IntSupplier next,
      Supplier<@Nullable T> room,
      Predicate<PagedBlock> mayLeave,
      Consumer<PagedBlock> evicted) {
    T found = room.get();
    // A block in use goes to the end of the order, so each needs looking at only once.
    for (int tries = policy.size(); found == null && tries > 0; tries--) {
      int slot = next.getAsInt();
      if (slot == 0) {
        return null;
      }
      PagedBlock candidate = slots.get(slot);
      if (candidate.holders() == 1 && mayLeave.test(candidate) && candidate.retire()) {
        blocks.remove(candidate.id, candidate);
        forget(candidate);
        evicted.accept(candidate);
        found = room.get();
      } else {
        policy.used(slot);
      }
    }
    return found;
  }

  /** Shows all blocks, in the order in which they would leave, while none can come or go. */
  void inspect(Consumer<Collection<PagedBlock>> inspector) {
    membership.lock();
    try {
      uses.drain(tellPolicy);
      int[] order = policy.order();
      if (order.length != blocks.size()) {
        throw new IllegalStateException(
            "%d blocks held, %d in the eviction order".formatted(blocks.size(), order.length));
      }
      List<PagedBlock> ordered = new ArrayList<>(order.length);
      for (int slot : order) {
        PagedBlock block = slots.get(slot);
        if (block.slot != slot || blocks.get(block.id) != block || block.holders() < 1) {
          throw new IllegalStateException(
              "block %s is in the eviction order but not held".formatted(block.id));
        }
        ordered.add(block);
      }
      inspector.accept(ordered);
    } finally {
      membership.unlock();
    }
  }

  private void forget(PagedBlock block) {
    policy.removed(block.slot);
    slots.remove(block.slot);
  }
}

package io.kindling.cache.replica;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.Placement;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.store.BlockStore;
import java.util.BitSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The replicas that this node holds for other owners: which blocks, and when their owner asked for
 * them last. Blocks themselves are ordinary ones of the store, which may evict them like others.
 * Safe for any number of threads.
 */
final class HeldReplicas {

  /** Groups beyond it are held as well, but are not told from other blocks any more. */
  private static final int MOST = 250_000;

  private final BlockStore store;
  private final BlockLayout layout;
  private final Metrics metrics;
  private final LongSupplier nanoClock;
  private final ConcurrentHashMap<HeldGroup, Held> groups = new ConcurrentHashMap<>();
  private final AtomicLong blocks = new AtomicLong();

  HeldReplicas(BlockStore store, BlockLayout layout, Metrics metrics, LongSupplier nanoClock) {
    this.store = store;
    this.layout = layout;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  boolean contains(HeldGroup group) {
    return groups.containsKey(group);
  }

  /** Blocks held, those included that the store has evicted since the last {@link #review}. */
  long blocks() {
    return blocks.get();
  }

  /** A replica has come, or was here already when its owner offered it. */
  void took(BlockId id, BlockOrigin origin) {
    HeldGroup group = HeldGroup.of(id, layout);
    if (origin.uri().isEmpty() || (groups.size() >= MOST && !groups.containsKey(group))) {
      return;
    }
    groups.compute(
        group,
        (key, known) -> {
          Held held = known == null ? new Held(origin) : known;
          held.renewed = nanoClock.getAsLong();
          if (!held.blocks.get(id.index())) {
            held.blocks.set(id.index());
            blocks.incrementAndGet();
          }
          return held;
        });
  }

  /** The owner wants the group to be held still. */
  void renew(HeldGroup group) {
    groups.computeIfPresent(
        group,
        (key, held) -> {
          held.renewed = nanoClock.getAsLong();
          return held;
        });
  }

  /** The owner does not want the group to be held any more. */
  void release(HeldGroup group, Placement placement, NodeIdentity self, PathPolicies policies) {
    groups.computeIfPresent(
        group,
        (key, held) -> isWanted(key, held, placement, self, policies) ? held : drop(key, held));
  }

  /** Whether this node is among the fewest that hold the group, or its owner by now. */
  private static boolean isWanted(
      HeldGroup group, Held held, Placement placement, NodeIdentity self, PathPolicies policies) {
    int fewest = policies.of(held.origin.uri()).fewestReplicas();
    return placement.owners(new GroupId(held.file, group.index()), fewest).stream()
        .anyMatch(node -> node.identity().equals(self));
  }

  /**
   * Looks through all: counts out what was evicted, forgets what this node owns by now, and drops
   * what no owner has asked for lately and no policy wants here.
   *
   * @param orphanAfter nanoseconds after which a replica that nobody asked for is dropped
   */
  void review(Placement placement, NodeIdentity self, PathPolicies policies, long orphanAfter) {
    long now = nanoClock.getAsLong();
    for (HeldGroup each : groups.keySet()) {
      groups.computeIfPresent(
          each,
          (group, held) -> {
            countOutEvicted(group, held);
            var owner = placement.owner(held.file, group.index());
            boolean owned = owner == null || owner.identity().equals(self);
            if (owned || held.blocks.isEmpty()) {
              blocks.addAndGet(-held.blocks.cardinality());
              return null;
            }
            return now - held.renewed < orphanAfter
                    || isWanted(group, held, placement, self, policies)
                ? held
                : drop(group, held);
          });
    }
  }

  private void countOutEvicted(HeldGroup group, Held held) {
    for (int block : held.blocks.stream().toArray()) {
      if (!store.contains(BlockId.of(group.version(), block))) {
        held.blocks.clear(block);
        blocks.decrementAndGet();
      }
    }
  }

  private @Nullable Held drop(HeldGroup group, Held held) {
    held.blocks.stream()
        .forEach(
            block -> {
              if (store.remove(BlockId.of(group.version(), block))) {
                metrics.increment(Metric.REPLICAS_DROPPED);
              }
            });
    blocks.addAndGet(-held.blocks.cardinality());
    return null;
  }

  /** Changed only within the map's own step for its group. */
  private static final class Held {
    final BlockOrigin origin;
    final FileKey file;
    final BitSet blocks = new BitSet();
    volatile long renewed;

    Held(BlockOrigin origin) {
      this.origin = origin;
      this.file = FileKey.of(origin.uri());
    }
  }
}

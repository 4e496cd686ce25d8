package io.kindling.cache.replica;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.MovingBlocks;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.Placement;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.thread.Throttle;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives blocks to the nodes that should hold them as well, at a bounded rate. For one thread.
 *
 * <p>Of the nodes that hold a block, the one that ranks best gives it to those that lack it. So a
 * node that is new at the head of the ranking gets what it lacks from the second, and no two give
 * the same.
 */
final class Copier {

  private static final Logger LOG = LoggerFactory.getLogger(Copier.class);

  private final LocalOwner owner;
  private final BlockStore store;
  private final BlockLayout layout;
  private final NodeIdentity self;
  private final Supplier<Placement> placement;
  private final ReplicaPeers peers;
  private final ReplicaCounts counts;
  private final HeldReplicas replicas;
  private final Metrics metrics;
  private final Throttle throttle;
  private boolean failed;

  Copier(
      LocalOwner owner,
      BlockLayout layout,
      NodeIdentity self,
      Supplier<Placement> placement,
      ReplicaPeers peers,
      ReplicaCounts counts,
      HeldReplicas replicas,
      long copyRate,
      Metrics metrics) {
    this.owner = owner;
    this.store = owner.store();
    this.layout = layout;
    this.self = self;
    this.placement = placement;
    this.peers = peers;
    this.counts = counts;
    this.replicas = replicas;
    this.metrics = metrics;
    this.throttle = new Throttle(copyRate);
  }

  /** Whether a block was not taken since this was asked last, so that another try is due. */
  boolean hasFailed() {
    boolean result = failed;
    failed = false;
    return result;
  }

  /** Gives a block that has just come to those that should hold it as well. */
  void spread(BlockId id) throws InterruptedIOException {
    HeldGroup group = HeldGroup.of(id, layout);
    BlockOrigin origin = owner.moving().origin(group.version());
    List<StorageNodeInfo> nodes = nodes(group, origin, counts.wanted(group, origin.uri()));
    boolean all = true;
    for (StorageNodeInfo node : nodes) {
      if (!node.identity().equals(self)) {
        all &= give(node, id, origin);
      }
    }
    if (all && rank(nodes) == 0) {
      counts.made(group, nodes.size());
    }
  }

  /** Brings all groups of a file that want it to the number of nodes that they should have. */
  void spread(MovingBlocks.HeldFile file) throws InterruptedIOException {
    int last = layout.groupOf(file.last());
    for (int index = 0; index <= last; index++) {
      HeldGroup group = new HeldGroup(file.version(), index);
      int wanted = counts.wanted(group, file.origin().uri());
      if (wanted > 1) {
        spread(group, file.origin(), wanted);
      }
    }
  }

  /** Brings a group to so many nodes. */
  void spread(HeldGroup group, BlockOrigin origin, int count) throws InterruptedIOException {
    BitSet mine = held(group, origin);
    if (mine.isEmpty()) {
      return;
    }
    List<StorageNodeInfo> nodes = nodes(group, origin, count);
    int rank = rank(nodes);
    if (rank > 0) {
      // What it may have owned before, it now holds for another.
      mine.stream().forEach(block -> replicas.took(BlockId.of(group.version(), block), origin));
    }
    Map<StorageNodeInfo, BitSet> theirs = new HashMap<>();
    for (int better = 0; better < (rank < 0 ? nodes.size() : rank); better++) {
      BitSet held = held(nodes.get(better), group);
      theirs.put(nodes.get(better), held);
      mine.andNot(held);
    }
    if (mine.isEmpty()) {
      return;
    }
    boolean all = true;
    for (StorageNodeInfo node : nodes) {
      if (!node.identity().equals(self)) {
        BitSet lacked = (BitSet) mine.clone();
        lacked.andNot(theirs.containsKey(node) ? theirs.get(node) : held(node, group));
        // The first block of a pack stands for all of them, so it goes last.
        for (int block = lacked.length() - 1;
            block >= 0;
            block = lacked.previousSetBit(block - 1)) {
          all &= give(node, BlockId.of(group.version(), block), origin);
        }
      }
    }
    if (all && rank == 0) {
      counts.made(group, nodes.size());
    }
  }

  /** The best ranked nodes for a group. */
  List<StorageNodeInfo> nodes(HeldGroup group, BlockOrigin origin, int count) {
    return placement
        .get()
        .owners(new GroupId(FileKey.of(origin.uri()), group.index()), Math.max(1, count));
  }

  private int rank(List<StorageNodeInfo> nodes) {
    for (int rank = 0; rank < nodes.size(); rank++) {
      if (nodes.get(rank).identity().equals(self)) {
        return rank;
      }
    }
    return -1;
  }

  private BitSet held(HeldGroup group, BlockOrigin origin) {
    BitSet held = new BitSet();
    int first = group.index() * layout.blocksPerGroup();
    int end = first + layout.blocksPerGroup();
    if (origin.fileLength() > 0 && !group.version().isDerived()) {
      end = Math.min(end, layout.blocks(origin.fileLength()));
    }
    for (int block = first; block < end; block++) {
      held.set(block, store.contains(BlockId.of(group.version(), block)));
    }
    return held;
  }

  /** What a node holds; nothing when it cannot be asked, so that it is tried and the try fails. */
  private BitSet held(StorageNodeInfo node, HeldGroup group) throws InterruptedIOException {
    int first = group.index() * layout.blocksPerGroup();
    try {
      return peers.holds(node, group.version(), first, layout.blocksPerGroup());
    } catch (InterruptedIOException interrupted) {
      throw interrupted;
    } catch (IOException unavailable) {
      failed = true;
      LOG.debug("{} does not say what it holds: {}", node, unavailable.toString());
      return new BitSet();
    }
  }

  private boolean give(StorageNodeInfo node, BlockId id, BlockOrigin origin)
      throws InterruptedIOException {
    try (BlockHandle handle = store.acquire(id)) {
      if (handle == null) {
        return true;
      }
      ReplicaPeers.Taken taken = peers.give(node, id, origin, handle);
      if (taken == ReplicaPeers.Taken.TAKEN) {
        metrics.increment(Metric.REPLICAS_MADE);
        metrics.add(Metric.REPLICA_BYTES, handle.length());
        throttle.moved(handle.length());
      }
      return taken != ReplicaPeers.Taken.REFUSED;
    } catch (InterruptedIOException interrupted) {
      throw interrupted;
    } catch (IOException unavailable) {
      failed = true;
      LOG.debug("{} takes no replica of {}: {}", node, id, unavailable.toString());
      return false;
    }
  }
}

package io.kindling.cache.replica;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Heat;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.GroupWatch;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.MovedBlock;
import io.kindling.cache.owner.MovingBlocks;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.Placement;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.PathPolicies;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the groups of one storage node on as many nodes as they should have, behind everybody's
 * back: blocks that come are given on, all are looked through when the owner table or a policy has
 * changed, and groups that are read often get more nodes. Where no path wants or allows more than
 * one node, its one thread sleeps and readers pay one look at a field.
 *
 * <p>Replica k of a group is held by the node that ranks k-th for it, so whoever has the owner
 * table finds replicas by their number. Leases stay with the first of them.
 *
 * <p>Safe for any number of threads.
 */
public final class Replicator implements GroupWatch, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Replicator.class);

  /** Groups whose reads are counted. */
  private static final int MOST_GROUPS = 65_536;

  /** Blocks that may wait; what finds no place is found when all are looked through. */
  private static final int MOST_WAITING = 8_192;

  /** Changes of the owner table come in rows. */
  private static final Duration SETTLING = Duration.ofMillis(500);

  /** When a node did not take what it should, and the owner table did not change either. */
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final LocalOwner owner;
  private final BlockLayout layout;
  private final NodeIdentity self;
  private final Metrics metrics;
  private final ReplicaSettings settings;
  private final ReplicaCounts counts;
  private final Heat<HeldGroup> heat;
  private final HeldReplicas held;
  private final Copier copier;
  private final HotGroups hotGroups;
  private final ArrayBlockingQueue<BlockId> queue = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread worker;
  private volatile Placement placement = Placement.over(OwnerTable.EMPTY);
  private volatile boolean closed;

  /** When all has to be looked through, on the nano clock; 0 for never. */
  private volatile long reviewAt;

  // Of the worker alone.
  private PathPolicies reviewed = PathPolicies.NONE;
  private long lookAt;
  private long reviewHeldAt;

  /**
   * A replicator that is at work from {@link #start} until it is closed.
   *
   * @param self the identity of the node
   */
  public Replicator(
      LocalOwner owner,
      BlockLayout layout,
      NodeIdentity self,
      ReplicaPeers peers,
      ReplicaSettings settings,
      Metrics metrics) {
    this.owner = owner;
    this.layout = layout;
    this.self = self;
    this.settings = settings;
    this.metrics = metrics;
    this.counts = new ReplicaCounts(owner.store());
    this.heat = new Heat<>(settings.halfLife(), MOST_GROUPS, System::nanoTime);
    this.held = new HeldReplicas(owner.store(), layout, metrics, System::nanoTime);
    this.copier =
        new Copier(
            owner,
            layout,
            self,
            () -> placement,
            peers,
            counts,
            held,
            settings.copyRate(),
            metrics);
    this.hotGroups = new HotGroups(owner.moving(), self, heat, counts, copier, peers, settings);
    metrics.gauge(Metric.REPLICAS_HELD, held::blocks);
    this.worker = new Thread(this::run, "kindling-replication");
    worker.setDaemon(true);
  }

  /** Begins to work. */
  public void start() {
    worker.start();
  }

  /** There is a new owner table; the empty one when this node is out of its cluster. */
  public void changed(OwnerTable table) {
    placement = Placement.over(table);
    reviewAfter(SETTLING);
  }

  private void reviewAfter(Duration pause) {
    reviewAt = (System.nanoTime() + pause.toNanos()) | 1;
  }

  @Override
  public void came(BlockId block) {
    if (counts.any()) {
      HeldGroup group = HeldGroup.of(block, layout);
      if (counts.wanted(group, owner.moving().origin(group.version()).uri()) > 1
          && !queue.offer(block)) {
        reviewAfter(SETTLING);
      }
    }
  }

  @Override
  public int served(BlockId first, long bytes) {
    if (!counts.any()) {
      return 1;
    }
    HeldGroup group = HeldGroup.of(first, layout);
    if (!heat.addIfKnown(group, bytes)) {
      String uri = owner.moving().origin(group.version()).uri();
      if (counts.policies().of(uri).mostReplicas() > 1) {
        heat.add(group, bytes);
      }
    }
    return counts.made(group);
  }

  @Override
  public void readHere(BlockId block, long bytes) {
    if (!held.isEmpty()) {
      HeldGroup group = HeldGroup.of(block, layout);
      if (held.contains(group)) {
        heat.add(group, bytes);
      }
    }
  }

  /** Another owner has given a replica, or has offered one that was held already. */
  public void took(MovedBlock block) {
    held.took(block.id(), block.origin());
  }

  /** What is read here of groups of another owner, who wants them to be held still. */
  public double[] rates(List<HeldGroup> groups) {
    groups.forEach(held::renew);
    return groups.stream().mapToDouble(heat::rate).toArray();
  }

  /** Another owner does not want these groups to be held here any more. */
  public void release(List<HeldGroup> groups) {
    for (HeldGroup group : groups) {
      held.release(group, placement, self, counts.policies());
    }
  }

  /** Other nodes that may hold a block which this owner misses, the likeliest first. */
  public List<StorageNodeInfo> helpers(FileKey file, BlockId block) {
    if (!counts.any()) {
      return List.of();
    }
    HeldGroup group = HeldGroup.of(block, layout);
    BlockOrigin origin = owner.moving().origin(group.version());
    int count = origin.uri().isEmpty() ? counts.fewestOfAny() : counts.wanted(group, origin.uri());
    List<StorageNodeInfo> others =
        new ArrayList<>(placement.owners(new GroupId(file, group.index()), count));
    others.removeIf(node -> node.identity().equals(self));
    return others;
  }

  private void run() {
    try {
      recall();
      while (!closed) {
        BlockId fresh = queue.poll(settings.period().toMillis(), TimeUnit.MILLISECONDS);
        work(fresh);
      }
    } catch (InterruptedException | InterruptedIOException ending) {
      LOG.debug("replication of {} ends", self);
    }
  }

  /** Names of the files that an earlier process left, so that their policies apply. */
  private void recall() throws InterruptedIOException {
    try {
      owner.moving().recall();
    } catch (InterruptedIOException interrupted) {
      throw interrupted;
    } catch (IOException unreadable) {
      LOG.warn("files of an earlier process are not known by name: {}", unreadable.toString());
    }
  }

  private void work(@Nullable BlockId fresh) throws InterruptedIOException {
    try {
      if (fresh != null) {
        copier.spread(fresh);
      }
      long now = System.nanoTime();
      if (now - lookAt >= 0) {
        lookAt = now + settings.period().toNanos();
        look(now);
      }
      if (reviewAt != 0 && now - reviewAt >= 0) {
        reviewAt = 0;
        review();
      }
    } catch (RuntimeException fault) {
      LOG.warn("replication goes on after a fault", fault);
    }
  }

  private void look(long now) throws InterruptedIOException {
    if (!counts.policies().equals(reviewed)) {
      reviewed = counts.policies();
      reviewAfter(SETTLING);
    }
    heat.decay();
    if (counts.any() || !counts.hot().isEmpty()) {
      hotGroups.look();
    }
    if (now - reviewHeldAt >= 0) {
      long orphanAfter = settings.orphanAfter().toNanos();
      reviewHeldAt = now + orphanAfter / 4;
      held.review(placement, self, counts.policies(), orphanAfter);
    }
    if (copier.hasFailed() && reviewAt == 0) {
      reviewAfter(RETRY);
    }
  }

  /** Looks through all that is held for groups that lack nodes. */
  private void review() throws InterruptedIOException {
    counts.forgetMade();
    if (placement.table().size() < 2) {
      return;
    }
    try {
      if (counts.fewestOfAny() > 1) {
        owner.moving().forEachFile(this::reviewFile);
      } else {
        for (HeldGroup group : counts.hot().keySet()) {
          BlockOrigin origin = owner.moving().origin(group.version());
          copier.spread(group, origin, counts.wanted(group, origin.uri()));
        }
      }
    } catch (InterruptedIOException interrupted) {
      throw interrupted;
    } catch (IOException unreadable) {
      LOG.warn("replicas of some files were not looked after: {}", unreadable.toString());
    }
  }

  private void reviewFile(MovingBlocks.HeldFile file) throws IOException {
    if (closed) {
      throw new InterruptedIOException("the node closes");
    }
    for (BlockId fresh = queue.poll(); fresh != null; fresh = queue.poll()) {
      copier.spread(fresh);
    }
    copier.spread(file);
  }

  /** Ends the work; what was begun is given up. */
  @Override
  public void close() {
    closed = true;
    worker.interrupt();
    try {
      worker.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    metrics.gauge(Metric.REPLICAS_HELD, () -> 0);
  }
}

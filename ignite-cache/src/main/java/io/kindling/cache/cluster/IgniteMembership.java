package io.kindling.cache.cluster;

import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.thread.DaemonThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.ignite.Ignite;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.events.DiscoveryEvent;
import org.apache.ignite.events.EventType;
import org.apache.ignite.failure.AbstractFailureHandler;
import org.apache.ignite.failure.FailureContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Membership by Ignite's discovery: every storage node is an Ignite server node, and the owner
 * table is made of the topology that comes with each discovery event.
 *
 * <p>The epoch is the founding time of the cluster followed by Ignite's topology version, so that
 * it rises over the changes of one cluster and from one cluster to the one founded in its place.
 *
 * <p>Whatever happens to Ignite, the JVM lives on: a fault or a segmentation makes the membership
 * {@link State#LOST}, and so does being on the smaller side of a cut ({@link CutRule}). However the
 * JVM ends, the cluster is left in order: by {@link #close}, by a shutdown hook, or by {@link
 * LastThreadWatch}.
 *
 * <p>Two locks. {@code this} is held while a node starts or stops and may be held long; the lock of
 * the state is held for moments, also on Ignite's threads, and nothing is called under it.
 */
public final class IgniteMembership implements Membership {

  private static final Logger LOG = LoggerFactory.getLogger(IgniteMembership.class);

  /** 2025-01-01T00:00:00Z. Since then 41 bits of milliseconds reach to 2094. */
  private static final long FOUNDING_ORIGIN = 1_735_689_600_000L;

  private static final int TOPOLOGY_BITS = 22;

  private final MembershipSettings settings;
  private final ClusterPass pass;
  private final IgniteNode node;
  private final Thread hook = new Thread(this::close, "kindling-membership-hook");
  private final List<MembershipListener> listeners = new ArrayList<>(); // Of the events thread.
  private final ExecutorService events =
      Executors.newSingleThreadExecutor(DaemonThreads.named("kindling-membership-events"));
  private final CutWatch cuts =
      new CutWatch(
          this::update,
          () -> lose("it is on the smaller side of a cut: most members do not answer"));
  private final Object stateLock = new Object();
  private volatile State state = State.OUTSIDE;
  private volatile OwnerTable table = OwnerTable.EMPTY;
  private boolean used;

  /** A stay that begins with {@link #start}. */
  public IgniteMembership(MembershipSettings settings) {
    this.settings = settings;
    this.pass = new ClusterPass(settings.access(), settings.node());
    this.node = new IgniteNode(settings, new NonHaltingFailureHandler(), this::onEvent);
  }

  @Override
  public void addListener(MembershipListener listener) {
    synchronized (stateLock) {
      OwnerTable known = table;
      tell(
          () -> {
            listeners.add(listener);
            if (known.epoch() > 0) {
              listener.changed(known);
            }
          });
    }
  }

  /**
   * Enters a cluster.
   *
   * @param seeds discovery addresses of members. Empty: this node founds a cluster. When the node's
   *     own discovery address is among them it founds one if none of the others answers; else it
   *     waits for one of them within the limit of the settings
   */
  @Override
  public synchronized void start(Collection<InetSocketAddress> seeds) throws IOException {
    if (used) {
      throw new IllegalStateException("a membership is started once; make a new one");
    }
    used = true;
    long begin = System.nanoTime();
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      LastThreadWatch.add(this);
      enter(node.start(seeds));
    } catch (IOException | RuntimeException failure) {
      close();
      throw new IOException(
          "storage node %s cannot enter cluster '%s' through %s: %s"
              .formatted(
                  settings.node(), settings.access().clusterId(), seeds, failure.getMessage()),
          failure);
    }
    LOG.info(
        "storage node {} is one of {} in cluster '{}' after {} ms",
        settings.node(),
        table.size(),
        settings.access().clusterId(),
        (System.nanoTime() - begin) / 1_000_000);
  }

  private void enter(Ignite ignite) throws IOException {
    long topology = ignite.cluster().topologyVersion();
    Collection<ClusterNode> members = ignite.cluster().topology(topology);
    for (ClusterNode member : members) {
      // A cluster of ours would have refused us; one that is not ours does not ask.
      String objection = pass.objection(member);
      if (objection != null) {
        throw new IOException("the node at " + member.addresses() + " is a stranger: " + objection);
      }
    }
    update(topology, members);
    synchronized (stateLock) {
      if (state != State.OUTSIDE) {
        throw new IOException("the node failed while it started");
      }
      state = State.MEMBER;
    }
  }

  @Override
  public OwnerTable table() {
    return table;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public InetSocketAddress discoveryAddress() {
    InetSocketAddress address = node.discovery();
    if (address == null) {
      throw new IllegalStateException("the membership has not started");
    }
    return address;
  }

  @Override
  public long founded() {
    if (state == State.OUTSIDE) {
      throw new IllegalStateException("the membership has not started");
    }
    return node.founded();
  }

  private boolean onEvent(DiscoveryEvent event) {
    ClusterNode node = event.eventNode();
    switch (event.type()) {
      case EventType.EVT_NODE_SEGMENTED ->
          lose("the other nodes have put it out, because it was silent or cut off");
      case EventType.EVT_NODE_FAILED ->
          cuts.failed(
              node.order(),
              pass.objection(node) == null ? ClusterPass.describe(node) : null,
              event.topologyVersion(),
              event.topologyNodes());
      default -> cuts.changed(event.topologyVersion(), event.topologyNodes());
    }
    return true;
  }

  private void update(Long topology, Collection<ClusterNode> members) {
    OwnerTable next = new OwnerTable(epoch(topology), List.copyOf(describe(members)));
    synchronized (stateLock) {
      if (next.epoch() <= table.epoch() || state == State.LOST || state == State.CLOSED) {
        return;
      }
      table = next;
      tell(() -> listeners.forEach(listener -> listener.changed(next)));
    }
  }

  private long epoch(long topology) {
    return ((node.founded() - FOUNDING_ORIGIN) << TOPOLOGY_BITS) + topology;
  }

  /**
   * What the members say about themselves. A node that was killed may be back before its death was
   * noticed: of two with one identity the later one counts.
   */
  private Collection<StorageNodeInfo> describe(Collection<ClusterNode> members) {
    Map<NodeIdentity, StorageNodeInfo> nodes = new HashMap<>();
    Map<NodeIdentity, Long> orders = new HashMap<>();
    for (ClusterNode member : members) {
      if (pass.objection(member) == null) {
        StorageNodeInfo info = ClusterPass.describe(member);
        if (orders.merge(info.identity(), member.order(), Math::max) == member.order()) {
          nodes.put(info.identity(), info);
        }
      }
    }
    return nodes.values();
  }

  /** Ends the stay from inside: the node is stopped, the listeners are told why. */
  void lose(String reason) {
    synchronized (stateLock) {
      if (state == State.LOST || state == State.CLOSED) {
        return;
      }
      state = State.LOST;
      tell(() -> listeners.forEach(listener -> listener.lost(reason)));
    }
    LOG.warn(
        "storage node {} is out of cluster '{}': {}",
        settings.node(),
        settings.access().clusterId(),
        reason);
    // Ignite cannot be stopped from one of its own threads.
    Thread stopper = new Thread(node::stop, "kindling-membership-stop");
    stopper.setDaemon(true);
    stopper.start();
  }

  private void tell(Runnable message) {
    try {
      events.execute(message);
    } catch (RejectedExecutionException closed) {
      LOG.debug("an event after the end of the membership");
    }
  }

  @Override
  public void close() {
    // Before the lock, which a start under way holds.
    node.cancel();
    synchronized (this) {
      synchronized (stateLock) {
        if (state == State.CLOSED) {
          return;
        }
        state = State.CLOSED;
      }
      node.stop();
      cuts.close();
      events.shutdown();
      LastThreadWatch.remove(this);
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException ending) {
        LOG.debug("closed by the end of the JVM");
      }
    }
  }

  /** Ignite's own handlers end the JVM; this one ends the membership. */
  private final class NonHaltingFailureHandler extends AbstractFailureHandler {
    @Override
    protected boolean handle(Ignite ignite, FailureContext failure) {
      Throwable error = failure.error();
      lose("Ignite failed with " + failure.type() + (error == null ? "" : ": " + error));
      return true;
    }
  }
}

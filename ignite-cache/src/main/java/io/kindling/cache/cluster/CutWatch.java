package io.kindling.cache.cluster;

import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.thread.DaemonThreads;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.ignite.cluster.ClusterNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between Ignite's events and the owner table: a topology without members that failed is
 * held back until it is clear that this node is not on the smaller side of a cut. A member whose
 * host refuses a connection to it is dead and holds nothing back, so a killed process costs no
 * time. Events may come on any thread; what follows from them happens on one of its own.
 */
final class CutWatch implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(CutWatch.class);

  /** Those on the other side of a cut are noticed one after another; this long after the last. */
  private static final Duration QUIET = Duration.ofMillis(500);

  /** A host that gives no answer for so long is cut off, as far as one can tell. */
  private static final int PROBE_MILLISECONDS = 1_000;

  private final BiConsumer<Long, Collection<ClusterNode>> onTable;
  private final Runnable onSmallerSide;
  private final CutRule rule = new CutRule(); // Of the worker's thread, as the next two.
  private @Nullable Topology held;
  private long lastFailure;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-membership-cut"));

  /**
   * A watch without events yet.
   *
   * @param onTable takes the topologies that count
   * @param onSmallerSide told when this node must not go on
   */
  CutWatch(BiConsumer<Long, Collection<ClusterNode>> onTable, Runnable onSmallerSide) {
    this.onTable = onTable;
    this.onSmallerSide = onSmallerSide;
  }

  /** Members joined or left in order. */
  void changed(long version, Collection<ClusterNode> members) {
    submit(() -> settleOrHold(new Topology(version, members)));
  }

  /** A member failed. */
  void failed(
      long order, @Nullable StorageNodeInfo info, long version, Collection<ClusterNode> members) {
    submit(
        () -> {
          rule.failed(order, System.nanoTime());
          if (info == null || refusesConnections(info)) {
            rule.dead(order);
          }
          lastFailure = System.nanoTime();
          settleOrHold(new Topology(version, members));
        });
  }

  private void settleOrHold(Topology topology) {
    if (held == null && !rule.anyMissing(System.nanoTime())) {
      onTable.accept(topology.version, topology.members);
      return;
    }
    boolean waits = held != null;
    held = topology;
    if (!waits) {
      settleLater(QUIET.toNanos());
    }
  }

  private void settleLater(long nanos) {
    try {
      var ignored = worker.schedule(this::settle, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed while a topology was held back");
    }
  }

  private void settle() {
    Topology topology = held;
    if (topology == null) {
      return;
    }
    long left = lastFailure + QUIET.toNanos() - System.nanoTime();
    if (left > 0) {
      settleLater(left);
      return;
    }
    held = null;
    if (rule.mayGoOn(
        topology.members.stream().map(ClusterNode::order).toList(), System.nanoTime())) {
      onTable.accept(topology.version, topology.members);
    } else {
      onSmallerSide.run();
    }
  }

  private void submit(Runnable event) {
    try {
      worker.execute(event);
    } catch (RejectedExecutionException closed) {
      LOG.debug("an event after the end of the membership");
    }
  }

  private static boolean refusesConnections(StorageNodeInfo node) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(node.host(), node.transferPort()), PROBE_MILLISECONDS);
      return false;
    } catch (ConnectException refused) {
      String message = String.valueOf(refused.getMessage());
      return message.contains("refused");
    } catch (IOException unreachable) {
      return false;
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }

  private record Topology(long version, Collection<ClusterNode> members) {}
}

package io.kindling.hadoop.load;

import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.WorkFailedException;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.thread.DaemonThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The storage nodes of a cluster, as far as they offer {@link LoadWork}. */
public final class NodeOrders implements FetchPlaces {

  private static final Logger LOG = LoggerFactory.getLogger(NodeOrders.class);

  private final ClusterClient client;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(DaemonThreads.numbered("kindling-load-order-"));

  /** Guarded by this. */
  private List<StorageNodeInfo> able = List.of();

  /** Of the owner table that {@link #able} is of; guarded by this. */
  private long epoch = -1;

  private volatile boolean cancelled;

  public NodeOrders(ClusterClient client) {
    this.client = client;
  }

  /** Nodes are asked once, and again when some came or went. */
  @Override
  public synchronized List<StorageNodeInfo> able() {
    var table = client.table();
    if (table.epoch() != epoch) {
      List<StorageNodeInfo> found = new ArrayList<>();
      for (StorageNodeInfo node : table.nodes()) {
        if (isAble(node)) {
          found.add(node);
        }
      }
      able = List.copyOf(found);
      epoch = table.epoch();
    }
    return able;
  }

  private boolean isAble(StorageNodeInfo node) {
    try {
      byte[] ignored = carryOut(node, new FetchOrder(1, 0, List.of()));
      return true;
    } catch (IOException unable) {
      LOG.info("{} fetches nothing for load jobs: {}", node, unable.getMessage());
      return false;
    }
  }

  private byte[] carryOut(StorageNodeInfo node, FetchOrder order) throws IOException {
    return client
        .operator()
        .work(
            node,
            LoadWork.NAME,
            order.toBytes(),
            sign -> {
              if (cancelled) {
                throw new InterruptedIOException("the job is cancelled");
              }
            });
  }

  @Override
  public List<@Nullable List<FetchOrder.Result>> carryOut(List<Addressed> orders)
      throws IOException, InterruptedException {
    List<Future<@Nullable List<FetchOrder.Result>>> running = new ArrayList<>();
    for (Addressed each : orders) {
      running.add(threads.submit(() -> results(each)));
    }
    List<@Nullable List<FetchOrder.Result>> results = new ArrayList<>();
    for (Future<@Nullable List<FetchOrder.Result>> each : running) {
      try {
        results.add(each.get());
      } catch (ExecutionException fault) {
        throw new IllegalStateException("an order was not carried out", fault.getCause());
      }
    }
    return results;
  }

  private @Nullable List<FetchOrder.Result> results(Addressed each) {
    try {
      return FetchOrder.results(carryOut(each.node(), each.order()));
    } catch (IOException failed) {
      if (!cancelled) {
        LOG.warn("{} did not fetch what it was told to: {}", each.node(), failed.getMessage());
        if (!(failed instanceof WorkFailedException)) {
          leaveOut(each.node());
        }
      }
      return null;
    }
  }

  /** Until the members change: the next owner table is without it, or has it anew. */
  private synchronized void leaveOut(StorageNodeInfo node) {
    able = able.stream().filter(each -> !each.equals(node)).toList();
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

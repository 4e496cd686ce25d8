package io.kindling.cache.node;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.replica.ReplicaSettings;
import io.kindling.cache.replica.Replicator;
import io.kindling.cache.transfer.Peer;
import java.io.Closeable;
import java.util.Set;
import java.util.function.Function;

/**
 * All by which blocks of a storage node come from others and go to them without a reader's doing:
 * former owners, replicas, the next owner. Safe for any number of threads.
 */
final class BlockMoves implements Closeable {

  private final OwnerHistory history;
  private final BlockExchange exchange;
  private final Replicator replicator;

  /**
   * Nothing moves before {@link #start}.
   *
   * @param connector makes the connections to a node
   */
  BlockMoves(
      LocalOwner owner,
      BlockLayout layout,
      NodeIdentity self,
      Function<StorageNodeInfo, Peer> connector,
      Settings settings,
      Metrics metrics) {
    this.history = new OwnerHistory(self, System::nanoTime);
    this.exchange = new BlockExchange(owner, layout, history, connector, metrics);
    this.replicator =
        new Replicator(
            owner,
            layout,
            self,
            new ReplicaExchange(exchange),
            ReplicaSettings.of(settings),
            metrics);
    owner.askFirst(exchange);
    owner.watch(replicator);
    exchange.askHelpers(replicator::helpers);
  }

  /** The node has entered its cluster. */
  void start(OwnerTable table) {
    changed(table);
    replicator.start();
  }

  /** There is a new owner table. */
  void changed(OwnerTable table) {
    history.changed(table);
    exchange.keepOnly(Set.copyOf(table.nodes()));
    replicator.changed(table);
  }

  /** The node is out of its cluster. */
  void lost() {
    history.changed(OwnerTable.EMPTY);
    replicator.changed(OwnerTable.EMPTY);
  }

  BlockExchange exchange() {
    return exchange;
  }

  Replicator replicator() {
    return replicator;
  }

  /** No more replicas are made; other nodes are still asked for what a reader misses. */
  void stopReplication() {
    replicator.close();
  }

  @Override
  public void close() {
    replicator.close();
    exchange.close();
  }
}

package io.kindling.cache.node;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.FormerOwners;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.MovedBlock;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.replica.ReplicaPeers.Taken;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.ChecksumException;
import io.kindling.cache.store.StoreFullException;
import io.kindling.cache.transfer.Connection;
import io.kindling.cache.transfer.Peer;
import io.kindling.cache.transfer.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks that go from one storage node to another because their owner has changed: a new owner
 * takes them from the former one when they are asked for, a leaving one gives them to the next.
 * Safe for any number of threads.
 */
final class BlockExchange implements FormerOwners, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(BlockExchange.class);
  private static final int SMALL = 64;

  private final LocalOwner owner;
  private final BlockLayout layout;
  private final OwnerHistory history;
  private final Function<StorageNodeInfo, Peer> connector;
  private final Metrics metrics;
  private volatile BiFunction<FileKey, BlockId, List<StorageNodeInfo>> helpers =
      (file, block) -> List.of();
  private final Map<StorageNodeInfo, Peer> peers = new ConcurrentHashMap<>();

  BlockExchange(
      LocalOwner owner,
      BlockLayout layout,
      OwnerHistory history,
      Function<StorageNodeInfo, Peer> connector,
      Metrics metrics) {
    this.owner = owner;
    this.layout = layout;
    this.history = history;
    this.connector = connector;
    this.metrics = metrics;
  }

  @Override
  public boolean bring(FileKey file, BlockId block, long token) {
    GroupId group = new GroupId(file, layout.groupOf(block.index()));
    Set<StorageNodeInfo> nodes = new LinkedHashSet<>(helpers.apply(file, block));
    nodes.addAll(history.formerOwners(group));
    for (StorageNodeInfo node : nodes) {
      try {
        if (peer(node).call("", connection -> take(connection, block, token))) {
          return true;
        }
      } catch (IOException unavailable) {
        metrics.increment(Metric.PEER_FAILURES);
        LOG.debug("{} was not asked for {}: {}", node, block, unavailable.toString());
      }
    }
    return false;
  }

  private boolean take(Connection connection, BlockId block, long token) throws IOException {
    NodeService.putBlock(connection.begin(NodeOperation.TAKE, SMALL), block);
    connection.send();
    ByteBuffer message = connection.receive();
    if (message.get() != NodeOperation.HELD) {
      return false;
    }
    MovedBlock moved = moved(message, connection);
    int length = moved.length();
    try (BlockWriter writer = room(moved, token)) {
      if (writer == null) {
        connection.payload(length).skip();
        return false;
      }
      Connection.Payload payload = connection.payload(length);
      while (writer.written() < length) {
        int ignored = writer.writeFrom(payload);
      }
      boolean kept = owner.moving().adopt(token, block, writer, moved.checksum());
      if (kept) {
        metrics.add(Metric.FORMER_OWNER_BYTES, length);
      }
      return kept;
    } catch (ChecksumException damaged) {
      LOG.warn("{} sent a damaged block: {}", connection.peer(), damaged.getMessage());
      return false;
    }
  }

  /** Reads what the other side says about a block that it sends. */
  private MovedBlock moved(ByteBuffer message, Connection connection) throws IOException {
    MovedBlock moved = MovedBlock.fromBytes(Wire.getLongBytes(message));
    if (moved.length() > layout.blockSize()) {
      throw new IOException(connection.peer() + " sends a block of " + moved.length() + " bytes");
    }
    return moved;
  }

  private @Nullable BlockWriter room(MovedBlock moved, long token) {
    try {
      return owner.moving().open(token, moved);
    } catch (StoreFullException full) {
      return null;
    }
  }

  /** Which other nodes may hold replicas of a block that this owner misses. */
  void askHelpers(BiFunction<FileKey, BlockId, List<StorageNodeInfo>> source) {
    helpers = source;
  }

  /** Why a node gets a block from another. */
  enum Role {
    /** It will be the owner. */
    HEIR,
    /** It helps the owner. */
    REPLICA
  }

  /**
   * Gives a block to a node.
   *
   * @throws IOException when the node cannot be asked
   */
  Taken give(StorageNodeInfo node, Role role, BlockId block, BlockOrigin origin, BlockHandle handle)
      throws IOException {
    byte[] offer = owner.moving().describe(block, origin, handle).toBytes();
    return peer(node)
        .call(
            "",
            connection -> {
              Wire.putLongBytes(
                  connection
                      .begin(NodeOperation.OFFER, SMALL + offer.length)
                      .put((byte) role.ordinal()),
                  offer);
              connection.send();
              int answer = connection.receive().get();
              if (answer != NodeOperation.WANTED) {
                return answer == NodeOperation.HAD ? Taken.HAD : Taken.REFUSED;
              }
              var ignored = connection.begin(NodeOperation.GIVE, SMALL);
              connection.send(handle.views(0, handle.length()));
              return connection.receive().get() == NodeOperation.WANTED
                  ? Taken.TAKEN
                  : Taken.REFUSED;
            });
  }

  /** The connections to a node. */
  Peer peer(StorageNodeInfo node) {
    return peers.computeIfAbsent(node, connector);
  }

  /** Ends the connections to nodes that are not among these. */
  void keepOnly(Set<StorageNodeInfo> nodes) {
    for (StorageNodeInfo node : Set.copyOf(peers.keySet())) {
      if (!nodes.contains(node)) {
        drop(node);
      }
    }
  }

  private void drop(StorageNodeInfo node) {
    Peer peer = peers.remove(node);
    if (peer != null) {
      try {
        peer.close();
      } catch (IOException unclosed) {
        LOG.debug("connections to {} did not close", node, unclosed);
      }
    }
  }

  @Override
  public void close() {
    keepOnly(Set.of());
  }
}

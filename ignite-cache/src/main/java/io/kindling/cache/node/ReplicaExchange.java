package io.kindling.cache.node;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.replica.HeldGroup;
import io.kindling.cache.replica.ReplicaPeers;
import io.kindling.cache.replica.Replicator;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.transfer.Connection;
import io.kindling.cache.transfer.HeldBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What storage nodes say to each other about replicas: the side that asks, and, in the static
 * methods, the side that answers.
 */
final class ReplicaExchange implements ReplicaPeers {

  private static final int GROUP = 2 * Long.BYTES + Integer.BYTES;

  private final BlockExchange exchange;

  ReplicaExchange(BlockExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public Taken give(StorageNodeInfo node, BlockId block, BlockOrigin origin, BlockHandle handle)
      throws IOException {
    return exchange.give(node, BlockExchange.Role.REPLICA, block, origin, handle);
  }

  @Override
  public BitSet holds(StorageNodeInfo node, VersionKey version, int first, int count)
      throws IOException {
    return exchange
        .peer(node)
        .call("", connection -> HeldBlocks.ask(connection, version, first, count));
  }

  @Override
  public double[] rates(StorageNodeInfo node, List<HeldGroup> groups) throws IOException {
    return exchange
        .peer(node)
        .call(
            "",
            connection -> {
              put(connection, NodeOperation.RATES, groups);
              connection.send();
              ByteBuffer answer = wanted(connection);
              double[] rates = new double[groups.size()];
              answer.asDoubleBuffer().get(rates);
              return rates;
            });
  }

  static void answerRates(Replicator replicator, ByteBuffer fields, Connection connection)
      throws IOException {
    double[] rates = replicator.rates(get(fields));
    ByteBuffer answer = connection.begin(NodeOperation.WANTED, rates.length * Double.BYTES);
    for (double rate : rates) {
      answer.putDouble(rate);
    }
    connection.send();
  }

  @Override
  public void release(StorageNodeInfo node, List<HeldGroup> groups) throws IOException {
    var ignored =
        exchange
            .peer(node)
            .call(
                "",
                connection -> {
                  put(connection, NodeOperation.RELEASE, groups);
                  connection.send();
                  return wanted(connection);
                });
  }

  static void answerRelease(Replicator replicator, ByteBuffer fields, Connection connection)
      throws IOException {
    replicator.release(get(fields));
    var ignored = connection.begin(NodeOperation.WANTED, 0);
    connection.send();
  }

  private static void put(Connection connection, int operation, List<HeldGroup> groups) {
    ByteBuffer message = connection.begin(operation, groups.size() * GROUP);
    for (HeldGroup group : groups) {
      message.putLong(group.version().high()).putLong(group.version().low()).putInt(group.index());
    }
  }

  private static List<HeldGroup> get(ByteBuffer fields) {
    List<HeldGroup> groups = new ArrayList<>();
    while (fields.remaining() >= GROUP) {
      groups.add(
          new HeldGroup(new VersionKey(fields.getLong(), fields.getLong()), fields.getInt()));
    }
    return groups;
  }

  private static ByteBuffer wanted(Connection connection) throws IOException {
    ByteBuffer answer = connection.receive();
    int code = answer.get();
    if (code != NodeOperation.WANTED) {
      throw new IOException(connection.peer() + " answered " + code + " about replicas");
    }
    return answer;
  }
}

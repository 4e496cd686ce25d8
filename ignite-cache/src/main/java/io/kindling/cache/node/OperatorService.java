package io.kindling.cache.node;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.owner.HotFolders;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.Freed;
import io.kindling.cache.transfer.Connection;
import io.kindling.cache.transfer.Operation;
import io.kindling.cache.transfer.Peer;
import io.kindling.cache.transfer.Wire;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a storage node answers to operators: how it is, what it holds, and that it lets go of a
 * path. Who knows the cluster's secret may ask. Safe for any number of threads.
 */
final class OperatorService {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorService.class);

  /** Blocks that one question may be about. */
  static final int MOST_BLOCKS = 1 << 20;

  private static final int MOST_FOLDERS = 1_000;

  private final BlockStore store;
  private final HotFolders hot;
  private final Supplier<NodeReport> report;
  private final Supplier<List<StorageNodeInfo>> others;
  private final Function<StorageNodeInfo, Peer> peers;
  private final Function<String, @Nullable NodeWork> works;

  /**
   * A service.
   *
   * @param hot what is read most
   * @param report says how the node is now
   * @param others the other nodes there are now
   * @param peers connections to a node
   * @param works what this JVM does besides, by name
   */
  OperatorService(
      BlockStore store,
      HotFolders hot,
      Supplier<NodeReport> report,
      Supplier<List<StorageNodeInfo>> others,
      Function<StorageNodeInfo, Peer> peers,
      Function<String, @Nullable NodeWork> works) {
    this.store = store;
    this.hot = hot;
    this.report = report;
    this.others = others;
    this.peers = peers;
    this.works = works;
  }

  /** Answers a request; false when it is none of an operator's. */
  boolean serve(int operation, ByteBuffer fields, Connection connection) throws IOException {
    switch (operation) {
      case NodeOperation.REPORT -> answer(connection, report.get()::writeTo);
      case NodeOperation.FREE -> {
        Freed.Pinned pinned = Freed.Pinned.values()[fields.get()];
        Freed freed = store.free(Wire.getText(fields), pinned);
        answer(connection, output -> OperatorWire.write(freed, output));
      }
      case NodeOperation.HELD_BELOW -> {
        var below = store.heldBelow(Wire.getText(fields));
        answer(connection, output -> OperatorWire.write(below, output));
      }
      case NodeOperation.HELD_BLOCKS -> held(fields, connection);
      case NodeOperation.DEPARTURES ->
          answer(connection, output -> OperatorWire.write(store.departures(), output));
      case NodeOperation.HOT_FOLDERS -> {
        int most = Math.min(MOST_FOLDERS, fields.getInt());
        answer(connection, output -> OperatorWire.writeHot(hot.hottest(most), output));
      }
      case NodeOperation.PING_PEERS -> pingPeers(connection);
      case NodeOperation.WORK -> work(fields, connection);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void held(ByteBuffer fields, Connection connection) throws IOException {
    List<BitSet> held = new ArrayList<>();
    long blocks = 0;
    while (fields.remaining() >= OperatorWire.RUN) {
      BlockRun run = OperatorWire.run(fields);
      blocks += run.count();
      if (run.first() < 0 || run.count() < 1 || blocks > MOST_BLOCKS) {
        throw new IOException(connection.peer() + " asks for " + run);
      }
      BitSet bits = new BitSet();
      for (int i = 0; i < run.count(); i++) {
        bits.set(i, store.contains(BlockId.of(run.version(), run.first() + i)));
      }
      held.add(bits);
    }
    answer(
        connection,
        output -> {
          for (BitSet bits : held) {
            OperatorWire.write(bits, output);
          }
        });
  }

  private void work(ByteBuffer fields, Connection connection) throws IOException {
    String name = Wire.getText(fields);
    byte[] request = Wire.getLongBytes(fields);
    NodeWork work = works.apply(name);
    if (work == null) {
      String unknown = "this storage node does not know the work \"" + name + "\"";
      end(connection, NodeOperation.REFUSED, unknown);
      return;
    }
    byte[] answer;
    try {
      answer = work.run(request, sign -> send(connection, NodeOperation.WORKING, sign));
    } catch (IOException | RuntimeException | LinkageError failed) {
      LOG.info("\"{}\" for {} ended: {}", name, connection.peer(), failed.toString());
      String reason = failed.getMessage();
      end(connection, code(failed), reason == null ? failed.toString() : reason);
      return;
    }
    send(connection, NodeOperation.WANTED, answer);
  }

  private static int code(Throwable failed) {
    if (failed instanceof IllegalArgumentException) {
      return NodeOperation.REFUSED;
    }
    return failed instanceof FileNotFoundException ? NodeOperation.NO_PATH : NodeOperation.FAILED;
  }

  private static void end(Connection connection, int code, String reason) throws IOException {
    send(connection, code, reason.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(Connection connection, int code, byte[] bytes) throws IOException {
    connection.begin(code, bytes.length).put(bytes);
    connection.send();
  }

  private void pingPeers(Connection connection) throws IOException {
    List<PeerSign> signs = new ArrayList<>();
    for (StorageNodeInfo node : others.get()) {
      signs.add(ping(node));
    }
    answer(
        connection,
        output -> {
          output.writeInt(signs.size());
          for (PeerSign sign : signs) {
            sign.writeTo(output);
          }
        });
  }

  private PeerSign ping(StorageNodeInfo node) {
    long start = System.nanoTime();
    try {
      int code =
          peers
              .apply(node)
              .call(
                  "",
                  connection -> {
                    var ignored = connection.begin(Operation.TABLE, Long.BYTES);
                    connection.send();
                    return (int) connection.receive().get();
                  });
      return code == Operation.MOVED
          ? new PeerSign(node, (System.nanoTime() - start) / 1_000, "")
          : new PeerSign(node, -1, "answered with unexpected code " + code);
    } catch (IOException unreachable) {
      return new PeerSign(node, -1, String.valueOf(unreachable.getMessage()));
    }
  }

  private static void answer(Connection connection, OperatorWire.Writer writer) throws IOException {
    send(connection, NodeOperation.WANTED, OperatorWire.bytes(writer));
  }
}

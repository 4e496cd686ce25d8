package io.kindling.cache.node;

import io.kindling.cache.block.GroupId;
import io.kindling.cache.owner.HotFolders;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.Departure;
import io.kindling.cache.store.Freed;
import io.kindling.cache.store.HeldBytes;
import io.kindling.cache.thread.DaemonThreads;
import io.kindling.cache.transfer.Connection;
import io.kindling.cache.transfer.Peer;
import io.kindling.cache.transfer.Wire;
import java.io.DataInput;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks of a running cluster: how its nodes are, what they hold of paths, and that
 * they let go of it. All nodes are asked at once; one that does not answer does not hide what the
 * others said. Safe for any number of threads.
 */
public final class ClusterOperator {

  /** Nodes that are asked at the same time. */
  private static final int MOST_AT_ONCE = 32;

  /** Looking through all blocks of a node takes time. */
  private static final Duration LONG_WORK = Duration.ofSeconds(60);

  private static final int SMALL = 64;

  /** Runs of one question. */
  private static final int MOST_RUNS = 8_192;

  private final ClusterClient client;
  private final String user;

  ClusterOperator(ClusterClient client, String user) {
    this.client = client;
    this.user = user;
  }

  /** How every node is. */
  public List<NodeAnswer<NodeReport>> reports() throws InterruptedIOException {
    return all(
        connection -> {
          var ignored = connection.begin(NodeOperation.REPORT, SMALL);
          return NodeReport.readFrom(exchange(connection));
        });
  }

  /**
   * Drops what all nodes hold of a path, whatever its version. What is being fetched meanwhile, or
   * is asked for afterwards, comes anew.
   *
   * @param path canonical under-store URI, of a folder with a closing slash
   */
  public List<NodeAnswer<Freed>> free(String path, Freed.Pinned pinned)
      throws InterruptedIOException {
    return all(
        connection -> {
          byte[] text = path.getBytes(StandardCharsets.UTF_8);
          ByteBuffer message = connection.begin(NodeOperation.FREE, SMALL + text.length);
          Wire.putBytes(message.put((byte) pinned.ordinal()), text);
          return OperatorWire.freed(exchange(connection));
        });
  }

  /**
   * What each node holds of a path, replicas of other nodes' blocks included.
   *
   * @param path canonical under-store URI, of a folder with a closing slash
   * @return by the name of each folder in it, with a closing slash, what is held below that; and by
   *     the empty name what is held of its own files
   */
  public List<NodeAnswer<Map<String, HeldBytes>>> heldBelow(String path)
      throws InterruptedIOException {
    return all(
        connection -> {
          byte[] text = path.getBytes(StandardCharsets.UTF_8);
          Wire.putBytes(connection.begin(NodeOperation.HELD_BELOW, SMALL + text.length), text);
          return OperatorWire.below(exchange(connection));
        });
  }

  /** What left the tiers of each node lately, see {@link Departure}. */
  public List<NodeAnswer<List<Departure>>> departures() throws InterruptedIOException {
    return all(
        connection -> {
          var ignored = connection.begin(NodeOperation.DEPARTURES, SMALL);
          return OperatorWire.departures(exchange(connection));
        });
  }

  /**
   * What is read most from each node.
   *
   * @param most folders that one node tells
   */
  public List<NodeAnswer<List<HotFolders.Hot>>> hotFolders(int most) throws InterruptedIOException {
    return all(
        connection -> {
          var ignored = connection.begin(NodeOperation.HOT_FOLDERS, SMALL).putInt(most);
          return OperatorWire.hot(exchange(connection));
        });
  }

  /** How each node reaches the others. */
  public List<NodeAnswer<List<PeerSign>>> pings() throws InterruptedIOException {
    return all(
        connection -> {
          var ignored = connection.begin(NodeOperation.PING_PEERS, SMALL);
          DataInput input = exchange(connection);
          List<PeerSign> signs = new ArrayList<>();
          for (int left = input.readInt(); left > 0; left--) {
            signs.add(PeerSign.readFrom(input));
          }
          return signs;
        });
  }

  /**
   * Which blocks a node holds now. Does not count as a use of them.
   *
   * @return for each run, bit 0 for its first block and so on
   * @throws IOException when the node does not answer
   */
  public List<BitSet> holds(StorageNodeInfo node, List<BlockRun> runs) throws IOException {
    List<BitSet> held = new ArrayList<>(runs.size());
    int from = 0;
    while (from < runs.size()) {
      int to = from;
      long blocks = 0;
      while (to < runs.size()
          && to - from < MOST_RUNS
          && (to == from || blocks + runs.get(to).count() <= OperatorService.MOST_BLOCKS)) {
        blocks += runs.get(to).count();
        to++;
      }
      held.addAll(ask(node, runs.subList(from, to)));
      from = to;
    }
    return held;
  }

  private List<BitSet> ask(StorageNodeInfo node, List<BlockRun> runs) throws IOException {
    return call(
        node,
        connection -> {
          ByteBuffer message =
              connection.begin(NodeOperation.HELD_BLOCKS, runs.size() * OperatorWire.RUN);
          runs.forEach(run -> OperatorWire.put(run, message));
          DataInput input = exchange(connection);
          List<BitSet> bits = new ArrayList<>(runs.size());
          for (int i = 0; i < runs.size(); i++) {
            bits.add(OperatorWire.bits(input));
          }
          return bits;
        });
  }

  /**
   * Has a node do some work, and waits for it.
   *
   * @param name of a {@link NodeWork} that the node was given
   * @param signs told how far it is; what it throws ends the work
   * @return the work's own answer
   * @throws WorkRefusedException when the node does not do such work, or not on such a request
   * @throws FileNotFoundException when there is nothing at a path of the request
   * @throws WorkFailedException when the node could not do it
   * @throws IOException when the node does not answer, or falls silent
   */
  public byte[] work(StorageNodeInfo node, String name, byte[] request, NodeWork.Signs signs)
      throws IOException {
    WorkAnswer answer =
        call(
            node,
            connection -> {
              byte[] text = name.getBytes(StandardCharsets.UTF_8);
              ByteBuffer message =
                  connection.begin(NodeOperation.WORK, SMALL + text.length + request.length);
              Wire.putBytes(message, text);
              Wire.putLongBytes(message, request);
              connection.send();
              return workAnswer(connection, signs);
            });
    if (answer.failure() != null) {
      throw answer.failure();
    }
    return answer.bytes();
  }

  private static WorkAnswer workAnswer(Connection connection, NodeWork.Signs signs)
      throws IOException {
    while (true) {
      ByteBuffer answer = connection.receive(LONG_WORK);
      int code = answer.get();
      byte[] bytes = new byte[answer.remaining()];
      answer.get(bytes);
      switch (code) {
        case NodeOperation.WORKING -> {
          try {
            signs.give(bytes);
          } catch (IOException enough) {
            // The node is told by the end of the connection, and is not to blame.
            connection.close();
            return new WorkAnswer(bytes, enough);
          }
        }
        case NodeOperation.WANTED -> {
          return new WorkAnswer(bytes, null);
        }
        case NodeOperation.REFUSED -> {
          return new WorkAnswer(bytes, new WorkRefusedException(text(bytes)));
        }
        case NodeOperation.FAILED -> {
          return new WorkAnswer(bytes, new WorkFailedException(text(bytes)));
        }
        case NodeOperation.NO_PATH -> {
          return new WorkAnswer(bytes, new FileNotFoundException(text(bytes)));
        }
        default -> throw new IOException(connection.peer() + " answered " + code + " to work");
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** An answer, and why it is none. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record WorkAnswer(byte[] bytes, @Nullable IOException failure) {}

  /** The nodes that should hold a group, its owner first; fewer where there are not so many. */
  public List<StorageNodeInfo> ranked(GroupId group, int count) {
    return client.owners().ranked(group, count);
  }

  private static DataInput exchange(Connection connection) throws IOException {
    connection.send();
    ByteBuffer answer = connection.receive(LONG_WORK);
    int code = answer.get();
    if (code != NodeOperation.WANTED) {
      throw new IOException(connection.peer() + " answered " + code + " to an operator");
    }
    return OperatorWire.input(answer);
  }

  private <T> T call(StorageNodeInfo node, Peer.Exchange<T> exchange) throws IOException {
    return client.owners().remote(node).call(user, exchange);
  }

  private <T> List<NodeAnswer<T>> all(Peer.Exchange<T> exchange) throws InterruptedIOException {
    List<StorageNodeInfo> nodes = client.table().nodes();
    if (nodes.isEmpty()) {
      return List.of();
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(nodes.size(), MOST_AT_ONCE), DaemonThreads.numbered("kindling-operator-"));
    try {
      List<Future<NodeAnswer<T>>> asked = new ArrayList<>();
      for (StorageNodeInfo node : nodes) {
        asked.add(threads.submit(() -> answer(node, exchange)));
      }
      List<NodeAnswer<T>> answers = new ArrayList<>();
      for (Future<NodeAnswer<T>> each : asked) {
        answers.add(each.get());
      }
      return answers;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the storage nodes were asked");
    } catch (ExecutionException fault) {
      throw new IllegalStateException("a storage node could not be asked", fault.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private <T> NodeAnswer<T> answer(StorageNodeInfo node, Peer.Exchange<T> exchange) {
    try {
      return new NodeAnswer<>(node, call(node, exchange), null);
    } catch (IOException unavailable) {
      return new NodeAnswer<>(node, null, unavailable);
    }
  }
}

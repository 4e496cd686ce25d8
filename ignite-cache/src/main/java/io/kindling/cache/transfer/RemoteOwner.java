package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.Arrival;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.BlockPiece;
import io.kindling.cache.owner.BlockReceiver;
import io.kindling.cache.owner.DamagedBlockException;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.PackOwner;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.owner.StatusOwner;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The owner in another JVM. Safe for any number of threads. */
public final class RemoteOwner implements BlockOwner, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteOwner.class);
  private static final int SMALL = 64;

  private final StorageNodeInfo node;
  private final Peer peer;
  private final StatusOwner statuses;
  private final PackOwner packs;
  private final Uploads uploads;
  private final TableWatch tables;
  private final Metrics metrics;

  /**
   * An owner that is asked over the network; connects when first asked.
   *
   * @param session names this JVM
   * @param pause how long the node is left alone after a failure
   */
  public RemoteOwner(
      StorageNodeInfo node,
      Dialer dialer,
      UUID session,
      Duration pause,
      Uploads uploads,
      TableWatch tables,
      Metrics metrics) {
    this.node = node;
    Endpoint endpoint = new Endpoint(node.host(), node.transferPort());
    this.peer = new Peer(endpoint, node.localSocket(), dialer, session, pause);
    this.statuses = new RemoteStatuses(peer);
    this.packs = new RemotePacks(node, peer, tables, uploads.blockSize(), this::damaged);
    this.uploads = uploads;
    this.tables = tables;
    this.metrics = metrics;
  }

  @Override
  public Answer read(
      FileKey file, VersionKey version, long position, ByteBuffer target, Reader reader)
      throws IOException {
    return read(
        connection ->
            connection
                .begin(Operation.READ, SMALL)
                .putLong(tables.epoch())
                .putLong(file.high())
                .putLong(file.low()),
        version,
        position,
        target,
        reader);
  }

  @Override
  public Answer readReplica(VersionKey version, long position, ByteBuffer target, Reader reader)
      throws IOException {
    return read(
        connection -> connection.begin(Operation.READ_REPLICA, SMALL),
        version,
        position,
        target,
        reader);
  }

  /** Asks for a range, with the fields that both kinds of read end with. */
  private Answer read(
      Function<Connection, ByteBuffer> begin,
      VersionKey version,
      long position,
      ByteBuffer target,
      Reader reader)
      throws IOException {
    int start = target.position();
    int count = target.remaining();
    ReadReply reply;
    try {
      reply =
          peer.call(
              reader.user(),
              connection -> {
                target.position(start);
                share(connection, count);
                begin
                    .apply(connection)
                    .putLong(version.high())
                    .putLong(version.low())
                    .putLong(position)
                    .putInt(count)
                    .put((byte) (reader.proof() == Reader.Proof.SHOWN ? 1 : 0));
                connection.send();
                return reply(connection, version, target);
              });
    } catch (OwnerUnavailableException unavailable) {
      target.position(start);
      tables.suspect(node);
      throw unavailable;
    }
    if (reply.damaged() != null) {
      target.position(start);
      throw damaged(reply.damaged(), reader.user());
    }
    return reply.answer();
  }

  @Override
  public BitSet holds(VersionKey version, int first, int count) throws IOException {
    try {
      return peer.call("", connection -> HeldBlocks.ask(connection, version, first, count));
    } catch (OwnerUnavailableException unavailable) {
      tables.suspect(node);
      throw unavailable;
    }
  }

  /** Prepares an answer of so many bytes. */
  private static void share(Connection connection, int count) throws IOException {
    SharedBuffer shared = connection.shared();
    if (shared != null && count >= SharedBuffer.LEAST && count <= SharedBuffer.SIZE) {
      shared.ask(connection);
    }
  }

  private ReadReply reply(Connection connection, VersionKey version, ByteBuffer target)
      throws IOException {
    ByteBuffer message = connection.receive();
    int code = message.get();
    if (code == Operation.MOVED) {
      tables.offer(OwnerTable.readFrom(message));
      return ReadReply.of(new Answer.Moved());
    }
    ReadReply reply = ReadReply.receive(code, message, connection, version, target);
    if (reply == null) {
      throw unexpected(code);
    }
    return reply;
  }

  /** A block came damaged: what was received is worth nothing, and the owner should look at it. */
  private DamagedBlockException damaged(BlockId id, String user) {
    try {
      peer.call(
          user,
          connection -> {
            connection
                .begin(Operation.INSPECT, SMALL)
                .putLong(id.high())
                .putLong(id.low())
                .putInt(id.index());
            connection.send();
            expect(connection.receive(), Operation.DONE);
            return true;
          });
    } catch (IOException untold) {
      metrics.increment(Metric.PEER_FAILURES);
      LOG.debug("{} was not told about damaged block {}", node, id, untold);
    }
    return new DamagedBlockException(id, describe());
  }

  /**
   * Runs one exchange with the node over a kept connection of the user.
   *
   * @throws OwnerUnavailableException when the node cannot be asked now
   */
  public <T> T call(String user, Peer.Exchange<T> exchange) throws IOException {
    return peer.call(user, exchange);
  }

  /** The owner table as the node sees it. */
  public OwnerTable table(String user) throws IOException {
    return peer.call(
        user,
        connection -> {
          var ignored = connection.begin(Operation.TABLE, SMALL);
          connection.send();
          ByteBuffer message = connection.receive();
          expect(message, Operation.MOVED);
          return OwnerTable.readFrom(message);
        });
  }

  /** The counters of the node's JVM. */
  public MetricsSnapshot counters(String user) throws IOException {
    return peer.call(
        user,
        connection -> {
          var ignored = connection.begin(Operation.COUNTERS, SMALL);
          connection.send();
          ByteBuffer message = connection.receive();
          expect(message, Operation.DONE);
          return MetricsSnapshot.readFrom(stream(message));
        });
  }

  private static DataInputStream stream(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private void expect(ByteBuffer message, int code) throws IOException {
    int found = message.get();
    if (found != code) {
      throw unexpected(found);
    }
  }

  private IOException unexpected(int code) {
    return new IOException(peer.endpoint() + " answered with unexpected code " + code);
  }

  @Override
  public BlockReceiver receive(
      Lease lease, int block, int length, BlockOrigin origin, Arrival arrival, Reader reader)
      throws InterruptedIOException {
    BlockPiece whole = new BlockPiece(lease.token(), lease.block(block), length, 0, length, 0);
    return new Upload(
        new PieceUpload(peer, lease, origin, reader, this::abandon),
        uploads,
        metrics,
        arrival,
        whole,
        uploads.take());
  }

  @Override
  public void progress(Lease lease) {
    tell(Operation.PROGRESS, lease);
  }

  @Override
  public void abandon(Lease lease) {
    tell(Operation.ABANDON, lease);
  }

  /** Tells the owner about a lease; when it cannot be told, the lease ends by itself. */
  private void tell(int operation, Lease lease) {
    try {
      peer.call(
          "",
          connection -> {
            connection.begin(operation, SMALL).putLong(lease.token());
            connection.send();
            expect(connection.receive(), Operation.DONE);
            return true;
          });
    } catch (IOException untold) {
      metrics.increment(Metric.PEER_FAILURES);
      LOG.debug("{} was not told about lease {}: {}", node, lease, untold.toString());
    }
  }

  @Override
  public PackOwner packs() {
    return packs;
  }

  @Override
  public StatusOwner statuses() {
    return statuses;
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public String describe() {
    return "storage node " + node;
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}

package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.BlockReceiver;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The owner in another JVM. Safe for any number of threads. */
public final class RemoteOwner implements BlockOwner, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteOwner.class);
  private static final int SMALL = 64;

  private final StorageNodeInfo node;
  private final Peer peer;
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
    this.uploads = uploads;
    this.tables = tables;
    this.metrics = metrics;
  }

  @Override
  public Answer read(
      FileKey file, VersionKey version, long position, ByteBuffer target, Reader reader)
      throws IOException {
    int start = target.position();
    int count = target.remaining();
    try {
      return peer.call(
          reader.user(),
          connection -> {
            target.position(start);
            connection
                .begin(Operation.READ, SMALL)
                .putLong(tables.epoch())
                .putLong(file.high())
                .putLong(file.low())
                .putLong(version.high())
                .putLong(version.low())
                .putLong(position)
                .putInt(count)
                .put((byte) (reader.proof() == Reader.Proof.SHOWN ? 1 : 0));
            connection.send();
            return answer(connection, version, target);
          });
    } catch (OwnerUnavailableException unavailable) {
      target.position(start);
      tables.suspect(node);
      throw unavailable;
    }
  }

  private Answer answer(Connection connection, VersionKey version, ByteBuffer target)
      throws IOException {
    ByteBuffer message = connection.receive();
    int code = message.get();
    switch (code) {
      case Operation.DATA -> {
        int count = message.getInt();
        if (count < 1 || count > target.remaining()) {
          throw new IOException(
              peer.endpoint() + " sends " + count + " bytes that were not asked for");
        }
        int limit = target.limit();
        try {
          connection.receivePayload(target.limit(target.position() + count));
        } finally {
          target.limit(limit);
        }
        return new Answer.Data(count);
      }
      case Operation.LEASED -> {
        return new Answer.Leased(
            new Lease(message.getLong(), version, message.getInt(), message.getInt()));
      }
      case Operation.PROOF_WANTED -> {
        return Answer.proofWanted();
      }
      case Operation.BUSY -> {
        return Answer.busy();
      }
      case Operation.MOVED -> {
        tables.offer(readTable(message));
        return new Answer.Moved();
      }
      default -> throw unexpected(code);
    }
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
          return readTable(message);
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

  private static OwnerTable readTable(ByteBuffer message) throws IOException {
    return OwnerTable.readFrom(stream(message));
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
      Lease lease, int block, int length, BlockOrigin origin, Reader reader)
      throws InterruptedIOException {
    return new Upload(lease, block, length, origin, reader, uploads.take());
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

  /** A block on its way to the owner: filled by the reader's thread, then sent by another. */
  private final class Upload implements BlockReceiver {

    private final Lease lease;
    private final BlockId id;
    private final byte[] uri;
    private final Reader reader;
    private @Nullable ByteBuffer buffer;

    Upload(
        Lease lease, int block, int length, BlockOrigin origin, Reader reader, ByteBuffer buffer) {
      this.lease = lease;
      this.id = lease.block(block);
      this.uri = origin.uri().getBytes(StandardCharsets.UTF_8);
      this.reader = reader;
      this.buffer = buffer.limit(length);
    }

    @Override
    public void write(byte[] source, int offset, int count) {
      filling().put(source, offset, count);
    }

    @Override
    public void complete() {
      ByteBuffer full = filling().flip();
      buffer = null;
      try {
        uploads.execute(() -> send(full));
      } catch (RejectedExecutionException closing) {
        uploads.giveBack(full);
        metrics.increment(Metric.UPLOAD_FAILURES);
      }
    }

    private ByteBuffer filling() {
      if (buffer == null) {
        throw new IllegalStateException("block " + id + " is complete or closed");
      }
      return buffer;
    }

    private void send(ByteBuffer full) {
      try {
        int length = full.remaining();
        CRC32C checksum = new CRC32C();
        checksum.update(full.duplicate());
        String refusal =
            peer.call(
                reader.user(),
                connection -> {
                  Wire.putBytes(
                      connection
                          .begin(Operation.PUT, SMALL + uri.length)
                          .putLong(lease.token())
                          .putLong(id.high())
                          .putLong(id.low())
                          .putInt(id.index())
                          .putInt(length)
                          .putInt((int) checksum.getValue()),
                      uri);
                  connection.send(full.position(0));
                  ByteBuffer message = connection.receive();
                  return message.get() == Operation.DONE ? "" : Wire.getText(message);
                });
        if (!refusal.isEmpty()) {
          metrics.increment(Metric.UPLOAD_FAILURES);
          LOG.debug("{} did not take block {}: {}", node, id, refusal);
        }
      } catch (IOException | RuntimeException failed) {
        metrics.increment(Metric.UPLOAD_FAILURES);
        LOG.debug("block {} could not be handed to {}", id, node, failed);
      } finally {
        uploads.giveBack(full);
      }
    }

    @Override
    public void close() {
      if (buffer != null) {
        uploads.giveBack(buffer);
        buffer = null;
      }
    }
  }
}

package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.ArrivingBytes;
import io.kindling.cache.owner.BlockPiece;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.store.BlockHandle;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Serves a {@link LocalOwner} to other JVMs: the storage node's side of the protocol. */
public final class BlockService implements Service {

  private static final int SMALL = 64;

  private final LocalOwner owner;
  private final BlockLayout layout;
  private final Supplier<OwnerTable> table;
  private final Metrics metrics;
  private final ConcurrentHashMap<UUID, Integer> connections = new ConcurrentHashMap<>();

  /**
   * Serves an owner.
   *
   * @param table the owner table as this node sees it now
   */
  public BlockService(
      LocalOwner owner, BlockLayout layout, Supplier<OwnerTable> table, Metrics metrics) {
    this.owner = owner;
    this.layout = layout;
    this.table = table;
    this.metrics = metrics;
  }

  @Override
  public Session open(Hello client) {
    connections.merge(client.session(), 1, Integer::sum);
    return new ClientSession(client);
  }

  /** The requests of one connection; used by its one thread. */
  private final class ClientSession implements Session {

    private final Hello client;
    private final Reader unproven;
    private final Reader proven;
    private final StatusSession statuses;
    private final PackSession packs;

    ClientSession(Hello client) {
      this.client = client;
      this.unproven = new Reader(client.user(), client.session(), Reader.Proof.NONE);
      this.proven = unproven.proven();
      this.statuses = new StatusSession(owner.statuses(), unproven, metrics);
      this.packs = new PackSession(owner.packs(), layout, unproven, metrics);
    }

    @Override
    public void serve(int operation, ByteBuffer fields, Connection connection) throws IOException {
      switch (operation) {
        case Operation.READ -> read(fields, connection);
        case Operation.READ_REPLICA -> readReplica(fields, connection);
        case Operation.SHARE -> share(fields, connection);
        case Operation.PUT -> put(fields, connection);
        case Operation.PROGRESS -> {
          owner.progress(fields.getLong());
          Replies.done(connection);
        }
        case Operation.ABANDON -> {
          owner.abandon(fields.getLong());
          Replies.done(connection);
        }
        case Operation.READ_PACK -> {
          if (fields.getLong() < table.get().epoch()) {
            table(connection);
          } else {
            packs.read(fields, connection);
          }
        }
        case Operation.PUT_PACK -> packs.put(fields, connection);
        case Operation.DISCARD_PACK -> packs.discard(fields, connection);
        case Operation.HOLDS -> HeldBlocks.answer(owner, fields, connection);
        case Operation.TABLE -> table(connection);
        case Operation.COUNTERS -> counters(connection);
        case Operation.INSPECT -> {
          boolean ignored =
              owner
                  .blocks()
                  .inspect(new BlockId(fields.getLong(), fields.getLong(), fields.getInt()));
          Replies.done(connection);
        }
        default -> statuses.serve(operation, fields, connection);
      }
    }

    @Override
    public void closed() {
      boolean last =
          connections.computeIfPresent(client.session(), (id, open) -> open == 1 ? null : open - 1)
              == null;
      if (last) {
        owner.sessionEnded(client.session());
      }
    }

    private void read(ByteBuffer fields, Connection connection) throws IOException {
      long epoch = fields.getLong();
      FileKey file = new FileKey(fields.getLong(), fields.getLong());
      VersionKey version = new VersionKey(fields.getLong(), fields.getLong());
      long position = fields.getLong();
      int count = fields.getInt();
      Reader reader = fields.get() == 1 ? proven : unproven;
      if (epoch < table.get().epoch()) {
        table(connection);
        return;
      }
      requireRange(position, count, connection);
      reply(connection, file, version, position, count, reader);
    }

    private void readReplica(ByteBuffer fields, Connection connection) throws IOException {
      VersionKey version = new VersionKey(fields.getLong(), fields.getLong());
      long position = fields.getLong();
      int count = fields.getInt();
      Reader reader = fields.get() == 1 ? proven : unproven;
      requireRange(position, count, connection);
      List<BlockHandle> held = owner.blocks().findReplicas(version, position, count, reader);
      try {
        if (held.isEmpty()) {
          Replies.code(connection, Operation.MISSING);
        } else {
          data(connection, held, version, position, count);
        }
      } finally {
        held.forEach(BlockHandle::close);
      }
    }

    private void share(ByteBuffer fields, Connection connection) throws IOException {
      SharedBuffer shared = connection.shared();
      if (shared == null) {
        var ignored = connection.begin(Operation.MISSING, SMALL);
        connection.send();
      } else {
        shared.serve(fields, connection);
      }
    }

    private void requireRange(long position, int count, Connection connection) throws IOException {
      if (position < 0 || count < 1) {
        throw new IOException("bad range " + position + "+" + count + " from " + connection.peer());
      }
    }

    /** Sends what the owner says to a read, bytes straight from the segments. */
    private void reply(
        Connection connection,
        FileKey file,
        VersionKey version,
        long position,
        int count,
        Reader reader)
        throws IOException {
      List<BlockHandle> held = new ArrayList<>(1);
      Answer instead = owner.blocks().find(file, version, position, count, reader, held);
      if (instead == null) {
        try {
          data(connection, held, version, position, count);
        } finally {
          held.forEach(BlockHandle::close);
        }
      } else if (instead instanceof Answer.Arriving come) {
        try (ArrivingBytes bytes = come.bytes()) {
          data(connection, bytes, position, count);
        }
      } else if (instead instanceof Answer.Leased leased) {
        Replies.leased(connection, leased.lease());
      } else {
        boolean wantsProof = instead instanceof Answer.ProofWanted;
        Replies.code(connection, wantsProof ? Operation.PROOF_WANTED : Operation.BUSY);
      }
    }

    private void data(
        Connection connection, List<BlockHandle> held, VersionKey version, long position, int count)
        throws IOException {
      int first = layout.blockAt(position);
      int offset = (int) (position % layout.blockSize());
      long bytes = Math.min(count, (long) held.size() * layout.blockSize());
      int replicas = owner.served(BlockId.of(version, first), bytes);
      ReadReply.send(connection, replicas, held, first, offset, count, metrics);
    }

    private void data(Connection connection, ArrivingBytes bytes, long position, int count)
        throws IOException {
      int offset = (int) (position % layout.blockSize());
      int part = Math.min(count, bytes.length() - offset);
      connection
          .begin(Operation.DATA, SMALL)
          .putShort((short) 1)
          .putInt(layout.blockAt(position))
          .putInt(1)
          .putInt(part)
          .put((byte) 0)
          .putInt(0);
      metrics.add(Metric.SERVED_BYTES, part);
      connection.send(bytes.views(offset, part));
    }

    private void put(ByteBuffer fields, Connection connection) throws IOException {
      BlockPiece piece = piece(fields, connection);
      BlockOrigin origin = new BlockOrigin(Wire.getText(fields), fields.getLong());
      Connection.Payload payload = connection.payload(piece.count());
      String refusal = owner.take(piece, origin, payload, proven);
      payload.skip();
      if (refusal == null) {
        Replies.done(connection);
      } else {
        Wire.putText(connection.begin(Operation.REFUSED, 4096), refusal);
        connection.send();
      }
    }

    private BlockPiece piece(ByteBuffer fields, Connection connection) throws IOException {
      long token = fields.getLong();
      BlockId id = new BlockId(fields.getLong(), fields.getLong(), fields.getInt());
      int length = fields.getInt();
      if (length < 1 || length > layout.blockSize()) {
        throw new IOException("a block of " + length + " bytes from " + connection.peer());
      }
      return new BlockPiece(token, id, length, fields.getInt(), fields.getInt(), fields.getInt());
    }

    private void table(Connection connection) throws IOException {
      byte[] bytes = table.get().toBytes();
      connection.begin(Operation.MOVED, bytes.length).put(bytes);
      connection.send();
    }

    private void counters(Connection connection) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      metrics.snapshot().writeTo(new DataOutputStream(bytes));
      connection.begin(Operation.DONE, bytes.size()).put(bytes.toByteArray());
      connection.send();
    }
  }
}

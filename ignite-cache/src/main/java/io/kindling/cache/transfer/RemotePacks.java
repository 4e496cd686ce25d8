package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.DamagedBlockException;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.PackOwner;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.pack.PackBytes;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;

/** The packs of an owner in another JVM. Safe for any number of threads. */
final class RemotePacks implements PackOwner {

  private static final int SMALL = 64;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final StorageNodeInfo node;
  private final Peer peer;
  private final TableWatch tables;
  private final int blockSize;
  private final BiFunction<BlockId, String, DamagedBlockException> damage;

  /**
   * The packs of a node.
   *
   * @param damage tells the node of a block that came damaged to a user
   */
  RemotePacks(
      StorageNodeInfo node,
      Peer peer,
      TableWatch tables,
      int blockSize,
      BiFunction<BlockId, String, DamagedBlockException> damage) {
    this.node = node;
    this.peer = peer;
    this.tables = tables;
    this.blockSize = blockSize;
    this.damage = damage;
  }

  @Override
  public Answer read(PackBlocks pack, Reader reader, Room room) throws IOException {
    ReadReply reply;
    try {
      reply =
          peer.call(
              reader.user(),
              connection -> {
                ByteBuffer message =
                    connection
                        .begin(Operation.READ_PACK, SMALL + PackFields.size(pack))
                        .putLong(tables.epoch());
                PackFields.put(message, pack);
                message.put((byte) (reader.proof() == Reader.Proof.SHOWN ? 1 : 0));
                connection.send();
                return reply(connection, pack, room);
              });
    } catch (OwnerUnavailableException unavailable) {
      tables.suspect(node);
      throw unavailable;
    }
    if (reply.damaged() != null) {
      throw damage.apply(reply.damaged(), reader.user());
    }
    return reply.answer();
  }

  private ReadReply reply(Connection connection, PackBlocks pack, Room room) throws IOException {
    ByteBuffer message = connection.receive();
    int code = message.get();
    switch (code) {
      case Operation.MOVED -> {
        tables.offer(OwnerTable.readFrom(message));
        return ReadReply.of(new Answer.Moved());
      }
      case Operation.ALONE -> {
        return ReadReply.of(Answer.alone());
      }
      case Operation.DATA -> {
        return data(message, connection, pack, room);
      }
      default -> {
        ReadReply reply =
            ReadReply.receive(code, message, connection, pack.version(), NOTHING.duplicate());
        if (reply == null) {
          throw unexpected(code);
        }
        return reply;
      }
    }
  }

  private ReadReply data(ByteBuffer message, Connection connection, PackBlocks pack, Room room)
      throws IOException {
    Lent lent = room.take(Math.multiplyExact(pack.most(), blockSize));
    boolean kept = false;
    try {
      ByteBuffer target = lent.buffer();
      ReadReply reply =
          ReadReply.receive(Operation.DATA, message, connection, pack.version(), target);
      if (reply == null || reply.damaged() != null) {
        return reply == null ? ReadReply.of(Answer.busy()) : reply;
      }
      kept = true;
      return ReadReply.of(new Answer.Held(PackBytes.of(target.flip(), blockSize, lent.giveBack())));
    } finally {
      if (!kept) {
        lent.giveBack().run();
      }
    }
  }

  @Override
  public void put(Lease lease, PackBlocks pack, ByteBuffer bytes, BlockOrigin origin, Reader reader)
      throws IOException {
    byte[] uri = origin.uri().getBytes(StandardCharsets.UTF_8);
    int length = bytes.remaining();
    int blocks = (length + blockSize - 1) / blockSize;
    PackBytes checked = PackBytes.of(bytes, blockSize, () -> {});
    int room = SMALL + PackFields.size(pack) + uri.length + Integer.BYTES * blocks;
    String refusal =
        peer.call(
            reader.user(),
            connection -> {
              ByteBuffer message = connection.begin(Operation.PUT_PACK, room);
              PackFields.put(message.putLong(lease.token()), pack);
              Wire.putBytes(message, uri);
              message.putLong(origin.fileLength()).putInt(length);
              for (int block = 0; block < blocks; block++) {
                message.putInt(checked.checksum(block));
              }
              connection.send(bytes.duplicate());
              ByteBuffer answer = connection.receive();
              return answer.get() == Operation.DONE ? "" : Wire.getText(answer);
            });
    if (!refusal.isEmpty()) {
      throw new StoreFullException(refusal);
    }
  }

  @Override
  public void discard(PackBlocks pack, int checksum, Reader reader) throws IOException {
    int code =
        peer.call(
            reader.user(),
            connection -> {
              ByteBuffer message =
                  connection.begin(Operation.DISCARD_PACK, SMALL + PackFields.size(pack));
              PackFields.put(message, pack);
              message.putInt(checksum);
              connection.send();
              return (int) connection.receive().get();
            });
    if (code != Operation.DONE) {
      throw unexpected(code);
    }
  }

  private IOException unexpected(int code) {
    return new IOException(peer.endpoint() + " answered with unexpected code " + code);
  }
}

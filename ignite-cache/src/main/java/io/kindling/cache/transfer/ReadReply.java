package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.store.BlockHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came in reply to a read.
 *
 * @param answer what the owner says
 * @param damaged a block of it whose bytes do not have the checksum that came with them
 */
record ReadReply(Answer answer, @Nullable BlockId damaged) {

  /** Bytes that a message needs for each block that it brings. */
  private static final int PART = 9;

  /**
   * Sends bytes of blocks that follow each other, straight from where they are held.
   *
   * @param replicas how many nodes hold the group
   * @param first number of the first block
   * @param offset where the bytes start in it
   * @param count most bytes to send
   */
  static void send(
      Connection connection, int replicas, List<BlockHandle> held, int first, int offset, int count)
      throws IOException {
    List<ByteBuffer> views = new ArrayList<>(held.size());
    int total = 0;
    int from = offset;
    ByteBuffer message =
        connection
            .begin(Operation.DATA, 16 + PART * held.size())
            .putShort((short) replicas)
            .putInt(first)
            .putInt(held.size());
    for (BlockHandle handle : held) {
      int part = Math.min(count - total, handle.length() - from);
      boolean whole = part == handle.length();
      message.putInt(part).put((byte) (whole ? 1 : 0)).putInt(handle.checksum());
      views.addAll(List.of(handle.views(from, part)));
      total += part;
      from = 0;
    }
    connection.send(views.toArray(ByteBuffer[]::new));
  }

  /**
   * Takes over the rest of a reply whose code was read.
   *
   * @param message the fields of the reply
   * @param target takes the bytes at its position
   * @return null when the code is not one of a reply to a read
   */
  static @Nullable ReadReply receive(
      int code, ByteBuffer message, Connection connection, VersionKey version, ByteBuffer target)
      throws IOException {
    return switch (code) {
      case Operation.DATA -> data(message, connection, version, target);
      case Operation.LEASED ->
          of(
              new Answer.Leased(
                  new Lease(message.getLong(), version, message.getInt(), message.getInt())));
      case Operation.PROOF_WANTED -> of(Answer.proofWanted());
      case Operation.BUSY -> of(Answer.busy());
      case Operation.MISSING -> of(Answer.missing());
      default -> null;
    };
  }

  static ReadReply of(Answer answer) {
    return new ReadReply(answer, null);
  }

  /** Takes the parts of the blocks, and compares those that are whole with their checksums. */
  private static ReadReply data(
      ByteBuffer message, Connection connection, VersionKey version, ByteBuffer target)
      throws IOException {
    int start = target.position();
    int limit = target.limit();
    BlockId damaged = null;
    int replicas;
    try {
      replicas = message.getShort();
      int first = message.getInt();
      int parts = message.getInt();
      for (int part = 0; part < parts; part++) {
        int count = message.getInt();
        boolean whole = message.get() == 1;
        int checksum = message.getInt();
        if (count < 1 || count > limit - target.position()) {
          throw new IOException(
              connection.peer() + " sends " + count + " bytes that were not asked for");
        }
        target.limit(target.position() + count);
        if (!whole) {
          connection.receivePayload(target);
        } else if (connection.receiveChecked(target) != checksum) {
          damaged = BlockId.of(version, first + part);
        }
        target.limit(limit);
      }
    } finally {
      target.limit(limit);
    }
    return new ReadReply(new Answer.Data(target.position() - start, replicas), damaged);
  }
}

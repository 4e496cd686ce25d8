package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.store.BlockHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
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
   * Sends bytes of blocks that follow each other, straight from where they are held, or leaves them
   * in the memory that is shared with the reader.
   *
   * @param replicas how many nodes hold the group
   * @param first number of the first block
   * @param offset where the bytes start in it
   * @param count most bytes to send
   * @param metrics counts what is sent
   */
  static void send(
      Connection connection,
      int replicas,
      List<BlockHandle> held,
      int first,
      int offset,
      int count,
      Metrics metrics)
      throws IOException {
    List<ByteBuffer> views = new ArrayList<>(held.size());
    int total = 0;
    int from = offset;
    ByteBuffer shared = shared(connection, count);
    ByteBuffer message =
        connection
            .begin(shared == null ? Operation.DATA : Operation.SHARED_DATA, 16 + PART * held.size())
            .putShort((short) replicas)
            .putInt(first)
            .putInt(held.size());
    for (BlockHandle handle : held) {
      int part = Math.min(count - total, handle.length() - from);
      boolean whole = part == handle.length();
      message.putInt(part).put((byte) (whole ? 1 : 0)).putInt(handle.checksum());
      if (shared == null) {
        views.addAll(List.of(handle.views(from, part)));
      } else {
        handle.copyTo(from, shared, part);
      }
      total += part;
      from = 0;
    }
    metrics.add(Metric.SERVED_BYTES, total);
    connection.send(views.toArray(ByteBuffer[]::new));
  }

  /** Where to leave so many bytes for the other side, to be filled from its start; may be null. */
  private static @Nullable ByteBuffer shared(Connection connection, int count) {
    SharedBuffer near = connection.shared();
    ByteBuffer bytes =
        near == null || count < SharedBuffer.LEAST || count > SharedBuffer.SIZE
            ? null
            : near.bytes();
    return bytes == null ? null : bytes.duplicate().clear();
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
      case Operation.DATA -> data(message, connection, null, version, target);
      case Operation.SHARED_DATA -> data(message, connection, left(connection), version, target);
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

  /** The bytes that the other side has left. */
  private static ByteBuffer left(Connection connection) throws IOException {
    ByteBuffer shared = shared(connection, SharedBuffer.SIZE);
    if (shared == null) {
      throw new IOException(connection.peer() + " left bytes where nothing is shared with it");
    }
    return shared;
  }

  static ReadReply of(Answer answer) {
    return new ReadReply(answer, null);
  }

  /** Takes the parts of the blocks, and compares those that are whole with their checksums. */
  private static ReadReply data(
      ByteBuffer message,
      Connection connection,
      @Nullable ByteBuffer shared,
      VersionKey version,
      ByteBuffer target)
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
        if (count < 1
            || count > limit - target.position()
            || (shared != null && count > shared.remaining())) {
          throw new IOException(
              connection.peer() + " sends " + count + " bytes that were not asked for");
        }
        target.limit(target.position() + count);
        if (shared != null) {
          int actual = take(shared, target, whole);
          if (whole && actual != checksum) {
            damaged = BlockId.of(version, first + part);
          }
        } else if (!whole) {
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

  /** Fills the target, and answers the CRC-32C of what it got, or 0 when nobody wants it. */
  private static int take(ByteBuffer shared, ByteBuffer target, boolean checked) {
    int start = target.position();
    int count = target.remaining();
    target.put(start, shared, shared.position(), count);
    shared.position(shared.position() + count);
    target.position(start + count);
    if (!checked) {
      return 0;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(target.duplicate().position(start));
    return (int) checksum.getValue();
  }
}

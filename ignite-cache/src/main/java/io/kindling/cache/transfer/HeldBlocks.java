package io.kindling.cache.transfer;

import io.kindling.cache.block.VersionKey;
import io.kindling.cache.owner.BlockOwner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** How a storage node is asked which blocks of a version it holds, and how it answers. */
public final class HeldBlocks {

  private static final int SMALL = 64;

  /** Blocks that one question may be about. */
  private static final int MOST_BLOCKS = 1 << 20;

  private HeldBlocks() {}

  /**
   * Asks over a connection.
   *
   * @param first number of the first block that is asked about
   * @return bits by block number
   */
  public static BitSet ask(Connection connection, VersionKey version, int first, int count)
      throws IOException {
    connection
        .begin(Operation.HOLDS, SMALL)
        .putLong(version.high())
        .putLong(version.low())
        .putInt(first)
        .putInt(count);
    connection.send();
    ByteBuffer answer = connection.receive();
    int code = answer.get();
    if (code != Operation.DONE) {
      throw new IOException(connection.peer() + " answered " + code + " about blocks it holds");
    }
    long[] words = new long[answer.remaining() / Long.BYTES];
    answer.asLongBuffer().get(words);
    BitSet held = new BitSet();
    BitSet.valueOf(words).stream().forEach(bit -> held.set(first + bit));
    return held;
  }

  static void answer(BlockOwner owner, ByteBuffer fields, Connection connection)
      throws IOException {
    VersionKey version = new VersionKey(fields.getLong(), fields.getLong());
    int first = fields.getInt();
    int count = fields.getInt();
    if (first < 0 || count < 1 || count > MOST_BLOCKS) {
      throw new IOException(connection.peer() + " asks for blocks " + first + "+" + count);
    }
    BitSet held = new BitSet();
    owner.holds(version, first, count).stream().forEach(block -> held.set(block - first));
    long[] words = held.toLongArray();
    ByteBuffer answer = connection.begin(Operation.DONE, words.length * Long.BYTES);
    for (long word : words) {
      answer.putLong(word);
    }
    connection.send();
  }
}

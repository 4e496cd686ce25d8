package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;

/**
 * A part of a leased block on its way from the JVM that fetched it to the owner.
 *
 * @param token of the lease
 * @param length bytes of the whole block
 * @param offset where the piece starts in the block
 * @param count bytes of the piece, above 0
 * @param checksum CRC-32C of the piece
 */
public record BlockPiece(
    long token, BlockId block, int length, int offset, int count, int checksum) {

  public BlockPiece {
    if (offset < 0 || count < 1 || count > length - offset) {
      throw new IllegalArgumentException(
          "a piece %d+%d of a block of %d bytes".formatted(offset, count, length));
    }
  }

  /** The first byte after the piece. */
  public int end() {
    return offset + count;
  }
}

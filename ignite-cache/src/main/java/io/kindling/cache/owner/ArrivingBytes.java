package io.kindling.cache.owner;

import java.nio.ByteBuffer;

/**
 * The bytes that have come so far of a block which is still being fetched. They stay what they are
 * until this is closed, which its one user does once.
 */
public final class ArrivingBytes implements AutoCloseable {

  private final ArrivingBlock block;
  private final int length;

  ArrivingBytes(ArrivingBlock block, int length) {
    this.block = block;
    this.length = length;
  }

  /** Bytes from the start of the block. */
  public int length() {
    return length;
  }

  /** A range of them without a copy, as read-only direct buffers. */
  public ByteBuffer[] views(int offset, int count) {
    if (offset + count > length) {
      throw new IndexOutOfBoundsException(
          "%d+%d is beyond the %d bytes that have come".formatted(offset, count, length));
    }
    return block.writer().views(offset, count);
  }

  @Override
  public void close() {
    block.release();
  }
}

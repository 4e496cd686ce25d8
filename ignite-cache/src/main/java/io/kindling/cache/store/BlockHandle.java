package io.kindling.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A counted right to read one block. One owner closes it, once; reading is safe from any number of
 * threads until then. Ranges outside the block throw {@link IndexOutOfBoundsException}, reading
 * after the close throws {@link IllegalStateException}.
 */
public interface BlockHandle extends AutoCloseable {

  /** Bytes of the block. */
  int length();

  /** Whether the bytes are in memory that is the store's own, and not on a disk. */
  default boolean isInMemory() {
    return true;
  }

  /** CRC-32C of the whole block, as it was when published. */
  int checksum();

  /** Seconds since the block was first stored, on this node or the one that it came from. */
  int age();

  /** Copies {@code count} bytes from {@code offset} of the block into an array. */
  void copyTo(int offset, byte[] target, int targetOffset, int count);

  /** Copies {@code count} bytes from {@code offset} to the buffer's position, and advances it. */
  void copyTo(int offset, ByteBuffer target, int count);

  /**
   * Writes {@code count} bytes from {@code offset} to a blocking channel, straight from the
   * segment.
   *
   * @throws IOException what the channel threw
   * @throws java.nio.channels.IllegalBlockingModeException when the channel does not block: write
   *     {@link #views} to it, in parts
   */
  default void writeTo(int offset, WritableByteChannel channel, int count) throws IOException {
    if (channel instanceof SelectableChannel selectable && !selectable.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    for (ByteBuffer view : views(offset, count)) {
      while (view.hasRemaining()) {
        channel.write(view);
      }
    }
  }

  /**
   * The bytes from {@code offset} to {@code offset + count} without a copy: read-only direct
   * buffers in order, each with position 0, one for each contiguous piece of memory (most blocks
   * have one). They are the caller's own, so that partial writes may advance them, but what they
   * show is undefined once the handle is closed.
   */
  ByteBuffer[] views(int offset, int count);

  /**
   * Computes the checksum of the whole block again.
   *
   * @throws ChecksumException when it is not {@link #checksum()}: the memory is damaged and the
   *     block should be removed
   */
  void verify() throws ChecksumException;

  /** Gives the right back. Closing again does nothing. */
  @Override
  void close();
}

package io.kindling.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A counted right to read one block. One owner closes it, once; reading is safe from any number of
 * threads until then.
 */
public interface BlockHandle extends AutoCloseable {

  /** Bytes of the block. */
  int length();

  /** CRC-32C of the whole block, as it was when published. */
  int checksum();

  /** Copies {@code count} bytes from {@code offset} of the block into an array. */
  void copyTo(int offset, byte[] target, int targetOffset, int count);

  /** Copies {@code count} bytes from {@code offset} to the buffer's position, and advances it. */
  void copyTo(int offset, ByteBuffer target, int count);

  /**
   * Writes {@code count} bytes from {@code offset} to a blocking channel, straight from the
   * segment.
   *
   * @throws IOException what the channel threw
   */
  void writeTo(int offset, WritableByteChannel channel, int count) throws IOException;

  /** Gives the right back. */
  @Override
  void close();
}

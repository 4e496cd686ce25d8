package io.kindling.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Room for one block that is being filled, from first byte to last. For one thread. Closing it
 * before {@link #publish} gives the room back and leaves no trace.
 */
public interface BlockWriter extends AutoCloseable {

  /** Bytes the block will have. */
  int length();

  /** Bytes written so far. */
  int written();

  /**
   * Appends bytes of an array.
   *
   * @throws IndexOutOfBoundsException when they are more than the block still takes
   */
  void write(byte[] source, int offset, int count);

  /**
   * Appends what remains in the buffer.
   *
   * @throws IndexOutOfBoundsException when it is more than the block still takes
   */
  void write(ByteBuffer source);

  /**
   * Appends what one read of the channel gives, straight into the segment; -1 at its end. Never
   * reads beyond the block: a complete block answers 0.
   *
   * @throws IOException what the channel threw
   */
  int writeFrom(ReadableByteChannel channel) throws IOException;

  /**
   * The bytes from {@code offset} to {@code offset + count}, which have been written, without a
   * copy: read-only direct buffers in order. May be called by any thread that knows that they were
   * written; what they show is undefined once the writer was closed unpublished, or the handle on
   * the published block was closed.
   */
  ByteBuffer[] views(int offset, int count);

  /**
   * Makes the block visible and returns a handle on it, to be closed by the caller. When another
   * writer has published the same block first, that one stays and is returned.
   *
   * @throws IllegalStateException when fewer than {@link #length} bytes were written
   */
  BlockHandle publish();

  /**
   * As {@link #publish}, but only if the bytes have this CRC-32C.
   *
   * @throws ChecksumException when they do not; nothing is published
   */
  BlockHandle publish(int expectedChecksum) throws ChecksumException;

  /** Gives the room back unless published. */
  @Override
  void close();
}

package io.kindling.hadoop.read;

import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.client.SequentialReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The buffer of one stream, for reads so small that each of them costs more than its bytes. It is
 * small where the bytes are in this process's memory and larger where each read would be a round
 * trip. For the thread that moves the stream's position.
 */
final class SmallReads {

  /** Reads below this pass through the buffer wherever the bytes are. */
  private static final int TINY = 512;

  private static final int BYTES = 4 << 10;

  /** Reads below this pass through the buffer when the bytes are not in this process. */
  private static final int SMALL = 64 << 10;

  private final SequentialReader reader;
  private final BufferBudget budget;
  private final int wanted;
  private byte @Nullable [] bytes;
  private long start;
  private int count;

  /**
   * Without a buffer yet.
   *
   * @param wanted bytes that the program asked for when it opened the stream
   */
  SmallReads(SequentialReader reader, BufferBudget budget, int wanted) {
    this.reader = reader;
    this.budget = budget;
    this.wanted = wanted;
  }

  /** The byte at a position within the file. */
  int read(long position) throws IOException {
    byte[] buffer = bytes;
    if (buffer == null || position < start || position >= start + count) {
      buffer = fill(position);
    }
    return buffer[(int) (position - start)] & 0xff;
  }

  /**
   * Bytes copied from the buffer, which is filled first if the read is small; 0 when the read
   * should not go through it.
   */
  int read(long position, byte[] target, int offset, int length) throws IOException {
    if (length >= SMALL) {
      return 0;
    }
    byte[] buffer = bytes;
    if (buffer == null || position < start || position >= start + count) {
      if (length >= TINY && reader.isHeld(position)) {
        return 0;
      }
      buffer = fill(position);
    }
    int from = (int) (position - start);
    int copied = Math.min(length, count - from);
    System.arraycopy(buffer, from, target, offset, copied);
    return copied;
  }

  private byte[] fill(long position) throws IOException {
    byte[] buffer = bytes;
    if (buffer == null || (buffer.length == BYTES && !reader.isHeld(position))) {
      buffer = allocate(position);
      bytes = buffer;
    }
    count = 0;
    start = position;
    count = reader.read(position, buffer, 0, buffer.length);
    return buffer;
  }

  private byte[] allocate(long position) {
    int large = Math.max(SMALL, wanted);
    if (!reader.isHeld(position) && budget.tryReserve(large)) {
      drop();
      return new byte[large];
    }
    return bytes == null ? new byte[BYTES] : bytes;
  }

  /** Lets go of the buffer; the next small read makes another. */
  void drop() {
    if (bytes != null && bytes.length > BYTES) {
      budget.release(bytes.length);
    }
    bytes = null;
    count = 0;
  }
}

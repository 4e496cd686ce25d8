package io.kindling.hadoop.read;

import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.PinnedBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.hadoop.io.ByteBufferPool;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that a stream gave out without a copy, or filled from the caller's pool. Any thread.
 *
 * <p>A buffer keeps its block from being reused until it is released, its stream is closed, or the
 * garbage collector finds both forgotten.
 */
final class ZeroCopyReads {

  private final CachedFile file;
  private final IdentityHashMap<ByteBuffer, Loan> lent = new IdentityHashMap<>();

  /**
   * How a buffer is taken back.
   *
   * @param released when its reader gives it back
   * @param forgotten when its reader does not
   */
  private record Loan(Runnable released, Runnable forgotten) {}

  ZeroCopyReads(CachedFile file) {
    this.file = file;
  }

  /**
   * The bytes from {@code position} on.
   *
   * @param pool where a buffer comes from when they have to be copied
   * @param most bytes wanted at most, above 0
   * @return null at the end of the file
   */
  @Nullable ByteBuffer read(@Nullable ByteBufferPool pool, long position, int most)
      throws IOException {
    if (position >= file.version().length()) {
      return null;
    }
    PinnedBytes pinned = file.pin(position, most);
    if (pinned != null) {
      keep(pinned.bytes(), new Loan(pinned::close, pinned::reclaim));
      return pinned.bytes();
    }
    if (pool == null) {
      throw new UnsupportedOperationException(
          "no zero-copy read of %s at %d: the block is not in this process's memory, and no pool"
                  .formatted(file.version().uri(), position)
              + " was given to copy it to");
    }
    return copied(pool, position, most);
  }

  private ByteBuffer copied(ByteBufferPool pool, long position, int most) throws IOException {
    ByteBuffer buffer = pool.getBuffer(true, most);
    if (buffer == null) {
      throw new UnsupportedOperationException("the pool gave no buffer of " + most + " bytes");
    }
    boolean filled = false;
    try {
      buffer.clear().limit(Math.min(most, buffer.capacity()));
      int ignored = file.read(position, buffer);
      buffer.flip();
      filled = true;
      Runnable back = () -> pool.putBuffer(buffer);
      keep(buffer, new Loan(back, back));
      return buffer;
    } finally {
      if (!filled) {
        pool.putBuffer(buffer);
      }
    }
  }

  private synchronized void keep(ByteBuffer buffer, Loan loan) {
    lent.put(buffer, loan);
  }

  /** Takes a buffer back. */
  void release(ByteBuffer buffer) {
    Loan loan;
    synchronized (this) {
      loan = lent.remove(buffer);
    }
    if (loan == null) {
      throw new IllegalArgumentException(
          "a buffer was released that was not read from this stream, or was released before");
    }
    loan.released().run();
  }

  /** Takes all buffers back that are still out: they must not be used any more. */
  void close() {
    List<Loan> left;
    synchronized (this) {
      left = List.copyOf(lent.values());
      lent.clear();
    }
    left.forEach(loan -> loan.forgotten().run());
  }
}

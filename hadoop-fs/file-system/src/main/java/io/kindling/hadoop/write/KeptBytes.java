package io.kindling.hadoop.write;

import io.kindling.cache.client.UnderStoreFile.ByteSink;
import io.kindling.cache.thread.DaemonThreads;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of a file that is being written, on the heap, within a limit that all files of the JVM
 * share. What does not fit is forgotten altogether. One thread.
 */
final class KeptBytes {

  private static final int SMALLEST = 16 << 10;

  /** Below half a region of the smallest heaps, which treat larger arrays apart. */
  private static final int LARGEST = 256 << 10;

  private static final AtomicLong TAKEN = new AtomicLong();

  /** Gives back what streams had that nobody closed. */
  private static final Cleaner CLEANER = Cleaner.create(DaemonThreads.numbered("kindling-kept-"));

  private final long limit;
  private final List<byte[]> pieces = new ArrayList<>();
  private final AtomicLong held = new AtomicLong();
  private int used;
  private long length;
  private boolean dropped;

  /**
   * No bytes yet.
   *
   * @param limit bytes of the heap that all files which are being written may take together
   */
  KeptBytes(long limit) {
    this.limit = limit;
    AtomicLong toGiveBack = held;
    Cleaner.Cleanable ignored = CLEANER.register(this, () -> giveBack(toGiveBack));
  }

  private static void giveBack(AtomicLong held) {
    TAKEN.addAndGet(-held.getAndSet(0));
  }

  /** Bytes of the heap that files take now. */
  static long taken() {
    return TAKEN.get();
  }

  long length() {
    return length;
  }

  /** Adds bytes; false when there is no room for them and everything is forgotten. */
  boolean append(byte[] source, int offset, int count) {
    int from = offset;
    int left = count;
    while (left > 0 && !dropped) {
      byte[] last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
      if (last == null || used == last.length) {
        grow(last == null ? SMALLEST : Math.min(LARGEST, 2 * last.length));
        continue;
      }
      int part = Math.min(left, last.length - used);
      System.arraycopy(source, from, last, used, part);
      used += part;
      length += part;
      from += part;
      left -= part;
    }
    return !dropped;
  }

  private void grow(int bytes) {
    if (TAKEN.addAndGet(bytes) > limit) {
      TAKEN.addAndGet(-bytes);
      drop();
      return;
    }
    held.addAndGet(bytes);
    pieces.add(new byte[bytes]);
    used = 0;
  }

  /** Hands a range over in order. */
  void give(long position, long count, ByteSink sink) throws IOException {
    long start = 0;
    long from = position;
    long end = position + count;
    if (end > length) {
      throw new EOFException("%d+%d of %d bytes kept".formatted(position, count, length));
    }
    for (byte[] piece : pieces) {
      if (from < end && from < start + piece.length) {
        int offset = (int) (from - start);
        int part = (int) Math.min(end - from, piece.length - offset);
        sink.accept(piece, offset, part);
        from += part;
      }
      start += piece.length;
    }
  }

  /** Forgets everything and takes nothing more. */
  void drop() {
    dropped = true;
    pieces.clear();
    giveBack(held);
  }
}

package io.kindling.cache.buffer;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All bytes that the reads, the read-ahead and the uploads of one process may have in buffers at
 * once, the block store not included. Safe for any number of threads.
 *
 * <p>Who can go on with less asks by {@link #tryTake} or {@link #tryReserve}, and does without when
 * the answer is no; a quarter is kept from them. Who cannot go on asks by {@link #take} and waits;
 * to rule out that such threads wait for each other, nobody does so while holding another buffer
 * got by {@code take} on the same thread.
 *
 * <p>Buffers that came back are kept for the next one who asks for the size, and count until they
 * are dropped for somebody who wants another size.
 */
public final class BufferBudget {

  /** Sizes are rounded up to this, and to an eighth of their power of two. */
  private static final int SMALLEST = 64 << 10;

  private final Metrics metrics;
  private final TreeMap<Integer, Deque<ByteBuffer>> idle = new TreeMap<>();
  private long limit;
  private long taken;
  private long kept;

  /**
   * A budget of which nothing is taken.
   *
   * @param limit bytes
   * @param metrics counts what is taken and how often somebody waited or did without
   */
  public BufferBudget(long limit, Metrics metrics) {
    this.limit = limit;
    this.metrics = metrics;
  }

  /** Makes the budget this large unless it is larger. */
  public synchronized void raiseTo(long bytes) {
    limit = Math.max(limit, bytes);
    notifyAll();
  }

  /** Bytes that may be taken. */
  public synchronized long limit() {
    return limit;
  }

  /** Bytes taken now. */
  public synchronized long taken() {
    return taken;
  }

  /** Bytes taken now, and those of buffers that are kept for the next user. */
  public synchronized long held() {
    return taken + kept;
  }

  /** A buffer of {@code size} bytes or a little more; null when there is no room for it now. */
  public @Nullable LentBuffer tryTake(int size) {
    int rounded = rounded(size);
    ByteBuffer found;
    synchronized (this) {
      if (taken + rounded > limit - limit / 4) {
        metrics.increment(Metric.BUFFERS_REFUSED);
        return null;
      }
      found = account(rounded);
    }
    return lend(found, rounded);
  }

  /**
   * As {@link #tryTake}, but waits for room; a buffer larger than the whole budget is given when
   * nothing else is taken.
   */
  public LentBuffer take(int size) throws InterruptedIOException {
    int rounded = rounded(size);
    while (true) {
      ByteBuffer found;
      synchronized (this) {
        awaitRoom(rounded);
        found = account(rounded);
      }
      LentBuffer lent = lend(found, rounded);
      if (lent != null) {
        return lent;
      }
      awaitMemory(rounded);
    }
  }

  /**
   * Counts bytes of the heap, to be given back by {@link #release}; false when there is no room.
   */
  public synchronized boolean tryReserve(int bytes) {
    if (taken + bytes > limit - limit / 4) {
      metrics.increment(Metric.BUFFERS_REFUSED);
      return false;
    }
    dropIdle(bytes);
    add(bytes);
    return true;
  }

  /** Gives back what {@link #tryReserve} counted. */
  public synchronized void release(int bytes) {
    add(-bytes);
    notifyAll();
  }

  synchronized void giveBack(ByteBuffer buffer) {
    add(-buffer.capacity());
    idle.computeIfAbsent(buffer.capacity(), size -> new ArrayDeque<>()).push(buffer.clear());
    kept += buffer.capacity();
    dropIdle(0);
    notifyAll();
  }

  private void awaitRoom(int size) throws InterruptedIOException {
    boolean counted = false;
    while (taken > 0 && taken + size > limit) {
      if (!counted) {
        counted = true;
        metrics.increment(Metric.BUFFER_WAITS);
      }
      try {
        wait();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException(
            "interrupted while waiting for a buffer of "
                + size
                + " bytes out of "
                + CacheOptions.BUFFER_SIZE.key());
      }
    }
  }

  /** Waits until somebody gives a buffer back, because there is no more memory for another. */
  private synchronized void awaitMemory(int size) throws InterruptedIOException {
    if (taken == 0 && kept == 0) {
      throw new OutOfMemoryError(
          "no direct memory for a buffer of "
              + size
              + " bytes; raise -XX:MaxDirectMemorySize or lower "
              + CacheOptions.MEMORY_SIZE.key());
    }
    if (kept > 0) {
      idle.clear();
      kept = 0;
      return;
    }
    long before = taken;
    try {
      while (taken >= before) {
        wait();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for direct memory");
    }
  }

  /** Takes the room, and an idle buffer if there is one of the size. */
  private @Nullable ByteBuffer account(int size) {
    Deque<ByteBuffer> same = idle.get(size);
    ByteBuffer found = same == null ? null : same.poll();
    if (found != null) {
      kept -= size;
    } else {
      dropIdle(size);
    }
    add(size);
    return found;
  }

  private @Nullable LentBuffer lend(@Nullable ByteBuffer found, int size) {
    if (found != null) {
      return new LentBuffer(this, found);
    }
    try {
      return new LentBuffer(this, ByteBuffer.allocateDirect(size));
    } catch (OutOfMemoryError outOfDirectMemory) {
      release(size);
      metrics.increment(Metric.BUFFERS_REFUSED);
      return null;
    }
  }

  /** Lets go of idle buffers, largest first, until so many bytes more fit. */
  private void dropIdle(int bytes) {
    while (kept > 0 && taken + kept + bytes > limit) {
      var largest = idle.lastEntry();
      if (largest.getValue().poll() == null) {
        idle.remove(largest.getKey());
      } else {
        kept -= largest.getKey();
      }
    }
  }

  private void add(int bytes) {
    taken += bytes;
    metrics.add(Metric.BUFFER_BYTES, bytes);
  }

  private static int rounded(int size) {
    int step = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, size)) / 8);
    return Math.toIntExact(((long) size + step - 1) / step * step);
  }
}

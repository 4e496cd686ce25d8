package io.kindling.hadoop.read;

import io.kindling.cache.buffer.BufferBudget;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Arrays that fetches read into, used again. Any thread.
 *
 * <p>They count in the budget of the process. A fetch must go on when that is used up, because what
 * uses it up may be waiting for the fetch: it gets a small array then that does not count.
 */
final class FetchBuffers {

  /** Large enough to make the cost of a call small, small enough to stay in the second cache. */
  private static final int BYTES = 256 << 10;

  private static final int SMALL = 8 << 10;

  private static final ArrayBlockingQueue<byte[]> IDLE = new ArrayBlockingQueue<>(16);

  private FetchBuffers() {}

  static byte[] take(BufferBudget budget, long wanted) {
    if (wanted <= SMALL || !budget.tryReserve(BYTES)) {
      return new byte[SMALL];
    }
    byte[] buffer = IDLE.poll();
    return buffer == null ? new byte[BYTES] : buffer;
  }

  /** Gives an array back; beyond what is kept it is left to the collector. */
  static void give(BufferBudget budget, byte[] buffer) {
    if (buffer.length == BYTES) {
      budget.release(BYTES);
      boolean unused = IDLE.offer(buffer);
    }
  }
}

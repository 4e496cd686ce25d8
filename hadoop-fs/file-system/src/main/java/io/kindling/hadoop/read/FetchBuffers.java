package io.kindling.hadoop.read;

import java.util.concurrent.ArrayBlockingQueue;

/** Arrays that fetches read into, used again. Any thread. */
public final class FetchBuffers {

  /** Large enough to make the cost of a call small, small enough to stay in the second cache. */
  public static final int BYTES = 256 << 10;

  private static final ArrayBlockingQueue<byte[]> IDLE = new ArrayBlockingQueue<>(16);

  private FetchBuffers() {}

  public static byte[] take() {
    byte[] buffer = IDLE.poll();
    return buffer == null ? new byte[BYTES] : buffer;
  }

  /** Gives an array back; beyond what is kept it is left to the collector. */
  public static void give(byte[] buffer) {
    boolean unused = IDLE.offer(buffer);
  }
}

package io.kindling.cache.transfer;

import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.buffer.LentBuffer;
import io.kindling.cache.thread.DaemonThreads;
import java.io.Closeable;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Buffers for blocks on their way to their owners, and the threads that hand them over. A bounded
 * number: who finds none waits until an upload has ended. Safe for any number of threads.
 */
public final class Uploads implements Closeable {

  private final int blockSize;
  private final int count;
  private final Semaphore free;
  private final BufferBudget buffers;
  private final ExecutorService threads;

  /**
   * Buffers, made when first needed.
   *
   * @param bytes of all of them together, at least two blocks
   * @param buffers where they come from; who finds none there waits as well
   */
  public Uploads(int blockSize, long bytes, BufferBudget buffers) {
    this.buffers = buffers;
    this.blockSize = blockSize;
    this.count = (int) Math.max(2, Math.min(1024, bytes / blockSize));
    this.free = new Semaphore(count);
    this.threads = Executors.newCachedThreadPool(DaemonThreads.numbered("kindling-upload-"));
  }

  /** Bytes of a full block. */
  int blockSize() {
    return blockSize;
  }

  /** An empty buffer of a block's size, to be given back. */
  LentBuffer take() throws InterruptedIOException {
    try {
      free.acquire();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while earlier blocks were handed over");
    }
    boolean found = false;
    try {
      LentBuffer buffer = buffers.take(blockSize);
      found = true;
      return buffer;
    } finally {
      if (!found) {
        free.release();
      }
    }
  }

  void giveBack(LentBuffer buffer) {
    buffer.close();
    free.release();
  }

  void execute(Runnable upload) {
    threads.execute(upload);
  }

  /** Waits until no block is on its way; false when some still are after the limit. */
  public boolean drain(long limit, TimeUnit unit) throws InterruptedException {
    boolean all = free.tryAcquire(count, limit, unit);
    if (all) {
      free.release(count);
    }
    return all;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}

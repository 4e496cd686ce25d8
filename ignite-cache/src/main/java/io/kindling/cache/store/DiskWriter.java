package io.kindling.cache.store;

import static io.kindling.cache.store.PageAllocator.PAGE_SIZE;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes blocks from memory to one directory, behind the back of those who put them. What waits is
 * held in memory and bounded: when the disk is slower than the puts, blocks are not written.
 */
final class DiskWriter {

  private static final Logger LOG = LoggerFactory.getLogger(DiskWriter.class);
  private static final long TIDY_MILLIS = 50;

  private final DiskDirectory directory;
  private final SegmentStore memory;
  private final Metrics metrics;
  private final long limit;
  private final AtomicLong waiting = new AtomicLong();
  private final LinkedBlockingQueue<PagedBlock> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean ending;

  /**
   * A writer with a thread of its own.
   *
   * @param limit bytes that may wait
   */
  DiskWriter(DiskDirectory directory, SegmentStore memory, long limit, Metrics metrics) {
    this.directory = directory;
    this.memory = memory;
    this.limit = limit;
    this.metrics = metrics;
    this.thread = new Thread(this::run, "kindling-disk-" + directory);
    thread.setDaemon(true);
    thread.start();
  }

  DiskDirectory directory() {
    return directory;
  }

  /** Takes a hold on a block and writes it soon; false when too much is waiting. */
  boolean offer(PagedBlock block) {
    long bytes = bytes(block);
    long before = waiting.getAndAdd(bytes);
    if (ending || directory.isOut() || (before > 0 && before + bytes > limit) || !block.retain()) {
      waiting.addAndGet(-bytes);
      return false;
    }
    queue.add(block);
    return true;
  }

  /** Takes over a hold on a block and writes it, however much is waiting. */
  void add(PagedBlock held) {
    waiting.addAndGet(bytes(held));
    queue.add(held);
  }

  /** Whether all that was offered is written. */
  boolean isIdle() {
    return waiting.get() == 0;
  }

  private static long bytes(PagedBlock block) {
    return (long) block.pages() * PAGE_SIZE;
  }

  private void run() {
    while (true) {
      PagedBlock block = next();
      if (block == null && ending) {
        return;
      }
      try {
        if (block != null && (directory.isOut() || !directory.write(block, memory.segments()))) {
          metrics.increment(Metric.DEMOTIONS_SKIPPED);
        }
        directory.tidy();
      } catch (IOException broken) {
        LOG.debug("writing to {} failed", directory, broken);
      } catch (RuntimeException fault) {
        directory.fail(fault);
      } finally {
        if (block != null) {
          memory.release(block);
          waiting.addAndGet(-bytes(block));
        }
      }
    }
  }

  private @Nullable PagedBlock next() {
    try {
      return ending ? queue.poll() : queue.poll(TIDY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stray) {
      return null;
    }
  }

  /** Writes what waits, for some time at most, and ends. */
  void close(long limitMillis) {
    ending = true; // an interruption would close the files under the write in progress
    try {
      thread.join(limitMillis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      directory.fail(new IOException("what waits could not be written in " + limitMillis + " ms"));
    }
  }
}

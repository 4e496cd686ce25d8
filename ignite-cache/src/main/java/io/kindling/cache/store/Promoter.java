package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies blocks from disk to memory when they are read again soon, behind the reader's back: the
 * read itself is served from the page cache. A few may wait; what finds no place is copied another
 * time.
 */
final class Promoter {

  private static final Logger LOG = LoggerFactory.getLogger(Promoter.class);
  private static final int MOST_WAITING = 16;
  private static final int PIECE = 128 << 10;

  /** How long memory that had no room for a block is left alone. */
  private static final long PAUSE_NANOS = 100_000_000;

  private static final long POLL_MILLIS = 50;

  private final SegmentStore memory;
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
  private final ArrayBlockingQueue<Request> queue = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread = new Thread(this::run, "kindling-promotion");
  private volatile boolean ending;
  private volatile long refusedAt = System.nanoTime() - PAUSE_NANOS;

  Promoter(SegmentStore memory) {
    this.memory = memory;
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes a hold on a block for copying it soon, if there is place. */
  void offer(DiskDirectory directory, PagedBlock block) {
    if (queue.remainingCapacity() == 0
        || ending
        || System.nanoTime() - refusedAt < PAUSE_NANOS
        || !block.retain()) {
      return;
    }
    if (!queue.offer(new Request(directory, block))) {
      directory.release(block);
    }
  }

  private void run() {
    while (!ending || !queue.isEmpty()) {
      Request request = next();
      if (request != null) {
        try {
          if (!ending && !memory.contains(request.block.id)) {
            promote(request);
          }
        } finally {
          request.directory.release(request.block);
        }
      }
    }
  }

  private @Nullable Request next() {
    try {
      return queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stray) {
      return null;
    }
  }

  private void promote(Request request) {
    PagedBlock block = request.block;
    BlockId id = block.id;
    try (BlockWriter writer = memory.reserveForPromotion(block)) {
      for (int at = 0; at < block.length; at += piece.limit()) {
        request.directory.read(
            block, at, piece.clear().limit(Math.min(piece.capacity(), block.length - at)));
        writer.write(piece.flip());
      }
      writer.publish(block.checksum).close();
      block.readBytes = 0;
      if (block.dropped) {
        memory.remove(id);
      }
    } catch (ChecksumException damaged) {
      LOG.warn("{} has damaged bytes: {}", request.directory, damaged.getMessage());
      request.directory.remove(id);
    } catch (StoreFullException full) {
      refusedAt = System.nanoTime();
      LOG.debug("block {} stays on disk: {}", id, full.getMessage());
    } catch (StoreFaultException unreadable) {
      LOG.debug("block {} is gone", id, unreadable);
    }
  }

  /** Ends; what waits stays on disk. */
  void close() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private record Request(DiskDirectory directory, PagedBlock block) {}
}

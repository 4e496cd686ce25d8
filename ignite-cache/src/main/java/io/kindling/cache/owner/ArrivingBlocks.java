package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.StoreFullException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The blocks on their way into an owner's store, each under a lease. Safe for any number of
 * threads.
 *
 * <p>What has come of a block of a strong version may be read before the rest is there: every byte
 * of it was fetched under the condition that the file is that version, and every piece that came
 * over the wire was compared with its checksum before it is shown. Of a weak version nothing is
 * shown before the block is complete, because only the look at the file after the fetch says
 * whether the bytes were the version's at all.
 */
final class ArrivingBlocks {

  /** How long a waiter that could have some of its bytes waits for all of them. */
  private static final Duration GATHERING = Duration.ofMillis(50);

  private final BlockStore store;
  private final LeaseTable leases;
  private final Consumer<BlockId> came;
  private final Metrics metrics;
  private final ConcurrentHashMap<BlockId, ArrivingBlock> blocks = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * None yet.
   *
   * @param came told of every block that is published
   */
  ArrivingBlocks(BlockStore store, LeaseTable leases, Consumer<BlockId> came, Metrics metrics) {
    this.store = store;
    this.came = came;
    this.leases = leases;
    this.metrics = metrics;
  }

  /**
   * Makes room for a block under a lease; the block that is there already when it was begun before.
   *
   * @return null when the lease was taken back
   */
  @Nullable ArrivingBlock begin(long token, BlockId id, int length, BlockOrigin origin)
      throws StoreFullException {
    ArrivingBlock begun = find(token, id);
    if (begun != null) {
      return begun;
    }
    leases.endForgotten();
    if (!leases.covers(token, id)) {
      metrics.increment(Metric.FENCED_PUTS);
      return null;
    }
    ArrivingBlock block = new ArrivingBlock(token, id, store.reserve(id, length, origin));
    ArrivingBlock before = blocks.put(id, block);
    if (before != null) {
      before.end(before.writer()::close);
    }
    if (!leases.covers(token, id)) {
      // Its end may have come before the block was there to be dropped with it.
      metrics.increment(Metric.FENCED_PUTS);
      drop(block);
      return null;
    }
    leases.progress(token);
    return block;
  }

  /** A block that was begun under this very lease. */
  @Nullable ArrivingBlock find(long token, BlockId id) {
    ArrivingBlock block = blocks.get(id);
    return block == null || block.token() != token ? null : block;
  }

  /** Bytes of the block that may be read now. */
  int shown(BlockId id) {
    ArrivingBlock block = blocks.get(id);
    return block == null ? 0 : block.shown();
  }

  /** A hold on what may be read of the block now, if that is more than {@code offset} bytes. */
  @Nullable ArrivingBytes hold(BlockId id, int offset) {
    ArrivingBlock block = blocks.get(id);
    return block == null ? null : block.hold(offset);
  }

  /**
   * Waits until nobody fetches the block any more, until its first {@code enough} bytes can be
   * read, until after a short while at least {@code some} can, or until the limit.
   */
  void await(BlockId id, int some, int enough, Duration limit) throws InterruptedException {
    waiting.incrementAndGet();
    try {
      Duration gathering = limit.compareTo(GATHERING) < 0 ? limit : GATHERING;
      leases.await(id, gathering, () -> shown(id) >= enough);
      leases.await(id, limit, () -> shown(id) >= some);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** What was written to the block may be read from now on. */
  void show(ArrivingBlock block) {
    block.show();
    if (waiting.get() > 0) {
      leases.wake(block.token());
    }
  }

  /**
   * Appends a piece that another JVM hands over. Repeated pieces change nothing.
   *
   * @return null when it was taken, else why not; what was not read of the payload then is to be
   *     skipped
   */
  @Nullable String take(BlockPiece piece, ArrivingBlock block, ReadableByteChannel payload)
      throws IOException {
    if (!block.tryWrite()) {
      return "the block is being written by somebody else";
    }
    try {
      int written = block.writer().written();
      if (piece.end() <= written) {
        return null;
      }
      if (piece.offset() != written) {
        return "a piece at %d came after %d bytes".formatted(piece.offset(), written);
      }
      while (block.writer().written() < piece.end()) {
        if (block.writer().writeFrom(payload) < 0) {
          throw new EOFException("a piece of block " + block.id() + " ended early");
        }
      }
      if (checksum(block.writer().views(piece.offset(), piece.count())) != piece.checksum()) {
        metrics.increment(Metric.CHECKSUM_FAILURES);
        drop(block);
        return "a piece has the wrong checksum";
      }
      leases.progress(block.token());
      show(block);
      return null;
    } catch (IOException | RuntimeException cut) {
      drop(block);
      throw cut;
    } finally {
      block.endWrite();
    }
  }

  private static int checksum(ByteBuffer[] views) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer view : views) {
      crc.update(view);
    }
    return (int) crc.getValue();
  }

  /**
   * Puts a block that is complete into the store, for who writes it.
   *
   * @return false when the lease was taken back meanwhile; the block is dropped then
   */
  boolean publish(ArrivingBlock block) {
    if (!leases.covers(block.token(), block.id())) {
      metrics.increment(Metric.FENCED_PUTS);
      drop(block);
      return false;
    }
    BlockHandle handle = block.writer().publish();
    leases.complete(block.token(), block.id());
    blocks.remove(block.id(), block);
    block.end(handle::close);
    came.accept(block.id());
    return true;
  }

  /** Gives a block up. */
  void drop(ArrivingBlock block) {
    blocks.remove(block.id(), block);
    block.end(block.writer()::close);
  }

  /** A lease has ended early, and with it what came under it and is not complete. */
  void dropAll(Lease lease) {
    for (int index = lease.first(); index < lease.end(); index++) {
      ArrivingBlock block = find(lease.token(), lease.block(index));
      if (block != null) {
        drop(block);
      }
    }
  }
}

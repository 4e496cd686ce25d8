package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks of a {@link SegmentStore} in their segments: how they are filled, published, read and
 * given up. Safe for all threads.
 */
final class MemoryBlocks implements PagedBlocks.Tier {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryBlocks.class);

  private final PagedBlocks blocks;
  private final Segments segments;
  private final SegmentMemory memory;
  private final Metrics metrics;
  private final LongAdder openWriters = new LongAdder();
  private volatile LowerTier lower = LowerTier.NONE;
  private volatile boolean closed;

  MemoryBlocks(int totalPages, int pagesPerSegment, SegmentMemory memory, Metrics metrics) {
    this.memory = memory;
    this.segments = new Segments(totalPages, pagesPerSegment, memory);
    this.blocks =
        new PagedBlocks(new PageAllocator(totalPages, pagesPerSegment), segments, this, metrics);
    this.metrics = metrics;
  }

  /** Which blocks there are. */
  PagedBlocks blocks() {
    return blocks;
  }

  Segments segments() {
    return segments;
  }

  long openWriters() {
    return openWriters.sum();
  }

  /** Puts a tier below, before the first block. */
  void above(LowerTier tier) {
    lower = tier;
  }

  /**
   * Reserves room for a block.
   *
   * @param storedAt when its bytes were first stored, in seconds of the epoch
   * @param counted where it is counted when it is published as the first of its name
   * @throws IllegalStateException when the store is closed
   */
  BlockWriter writer(BlockId id, int length, FileTag tag, int storedAt, Metric counted)
      throws StoreFullException {
    requireOpen();
    PagedBlock block = new PagedBlock(id, length, takePages(id, length, tag), tag);
    block.storedAt = storedAt;
    openWriters.increment();
    return new SegmentWriter(this, block, counted);
  }

  private int[] takePages(BlockId id, int length, FileTag tag) throws StoreFullException {
    int[] runs = blocks.take(tag, PageAllocator.pagesFor(length));
    if (runs == null) {
      requireOpen();
      metrics.increment(Metric.STORE_FULL);
      throw new StoreFullException(refusal(id, length));
    }
    return runs;
  }

  private String refusal(BlockId id, int length) {
    if (blocks.capacity() == 0) {
      return "no " + memory.name() + " for block " + id + ". " + memory.wayOut();
    }
    return ("no room for block %s of %d bytes: %d of %d bytes are taken, and %d open handles and"
                + " %d writers keep what they hold from leaving")
            .formatted(
                id, length, blocks.used(), blocks.capacity(), blocks.openHandles(), openWriters())
        + (blocks.rules().count() > 1 ? ", or the policy of its path or of others does" : "");
  }

  /** A handle that takes over a hold on a block. */
  BlockHandle handleOn(PagedBlock block) {
    blocks.handleOpened();
    return new OpenBlock(this, block);
  }

  /**
   * Makes a filled block visible; called by its writer, whose hold passes to the index.
   *
   * @param counted where the block is counted when it is the first of its name
   */
  BlockHandle publish(PagedBlock block, int checksum, Metric counted) {
    openWriters.decrement();
    block.checksum = checksum;
    PagedBlock winner = blocks.add(block);
    if (winner == null) {
      // The store was closed. Who filled the block may still read it, by the writer's hold.
      return handleOn(block);
    }
    if (winner == block) {
      metrics.increment(counted);
      lower.published(block);
    } else {
      blocks.release(block);
    }
    return handleOn(winner);
  }

  /** Gives a block's room back before it was published; called by its writer. */
  void abandon(PagedBlock block) {
    openWriters.decrement();
    blocks.release(block);
  }

  void checksumFailed() {
    metrics.increment(Metric.CHECKSUM_FAILURES);
  }

  void handleClosed(PagedBlock block) {
    blocks.handleClosed(block);
  }

  /** Lets go of all blocks; the memory goes with the last open handle. */
  void close() {
    closed = true;
    blocks.close();
    dropMemoryIfUnused();
  }

  private void dropMemoryIfUnused() {
    // Pages are dealt out before `closed` is asked, so none can be dealt out and used after this.
    if (closed && blocks.used() == 0) {
      segments.drop();
    }
  }

  /** Fails when the store is closed. */
  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the block store is closed");
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public Metric evictions() {
    return Metric.BLOCKS_EVICTED;
  }

  @Override
  public boolean mayLeave(PagedBlock block) {
    return lower.mayLeave(block);
  }

  @Override
  public void leaves(PagedBlock block) {}

  @Override
  public void freed() {
    dropMemoryIfUnused();
  }

  @Override
  public void shrunk() {
    LOG.warn(
        "{} ran out: the store goes on with {} bytes. {}",
        memory.name(),
        blocks.capacity(),
        memory.wayOut());
  }
}

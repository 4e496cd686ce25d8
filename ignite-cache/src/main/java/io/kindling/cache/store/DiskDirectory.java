package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.policy.PathPolicies;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk tier's part in one directory: a slot with segment files, the blocks in their pages, and
 * the journal that says so to the next process.
 *
 * <p>Reading is for any thread and takes no lock, as in memory. {@link #write}, {@link #tidy} and
 * {@link #close} are for one thread, the directory's {@link DiskWriter}: one order of writes in one
 * file system is what makes the journal true after a kill.
 *
 * <p>A disk without room is no error: blocks are read as before, and written again as soon as there
 * is room. Any other error of the disk takes the whole directory out: its blocks are forgotten,
 * open handles live on, and no reader is told more than that the block is not held.
 */
final class DiskDirectory implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(DiskDirectory.class);

  private final DirectoryLock lock;
  private final PagedBlocks blocks;
  private final DiskSegments segments;
  private final DiskBytes bytes;
  private final DiskJournal journal;
  private final DiskFiller filler;
  private final Metrics metrics;
  private final AtomicBoolean failed = new AtomicBoolean();
  private final LongAdder bytesRead = new LongAdder();

  private DiskDirectory(DirectoryLock lock, DiskRoom room, DiskSettings settings, Metrics metrics)
      throws IOException {
    this.lock = lock;
    this.metrics = metrics;
    this.segments =
        new DiskSegments(
            path(),
            room.most(),
            room.pages(),
            settings.keptFree(),
            reason -> room.growthFailed(reason, allocated()));
    this.bytes = new DiskBytes(segments, settings.blockSize());
    this.blocks =
        new PagedBlocks(
            new PageAllocator(room.most() * room.pages(), room.pages()),
            segments,
            new OneDisk(),
            metrics);
    this.journal =
        new DiskJournal(path(), settings.blockSize(), room.pages() * PageAllocator.PAGE_SIZE);
    this.filler = new DiskFiller(lock, room, blocks, segments, bytes, journal, metrics);
  }

  private int allocated() {
    return segments.allocated();
  }

  /**
   * Takes over what the journal of a slot says is there, without reading it.
   *
   * @param lock the claim on the slot, which is closed with the directory, or when this fails
   * @throws IOException when the slot cannot be used
   */
  static DiskDirectory open(
      DirectoryLock lock, DiskRoom room, DiskSettings settings, Metrics metrics)
      throws IOException {
    try {
      DiskDirectory directory = new DiskDirectory(lock, room, settings, metrics);
      directory.filler.adopt();
      return directory;
    } catch (IOException | RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  /** The identity kept here. */
  NodeIdentity identity() throws IOException {
    return lock.identity();
  }

  Path path() {
    return lock.directory();
  }

  /** Whether an error has taken the directory out. */
  boolean isOut() {
    return failed.get();
  }

  /** The block, held once more for the caller, its bytes known to be right; null when not held. */
  @Nullable PagedBlock acquire(BlockId id) {
    PagedBlock block = blocks.acquire(id);
    if (block == null || block.verified || verify(block)) {
      return block;
    }
    release(block);
    return null;
  }

  /** A handle that takes over a hold on a block. */
  BlockHandle handleOn(PagedBlock block) {
    blocks.handleOpened();
    return new DiskBlockHandle(this, block);
  }

  /** The first read of a block that an earlier process wrote: only its own bytes will do. */
  private boolean verify(PagedBlock block) {
    synchronized (block) {
      if (block.verified) {
        return true;
      }
      int checksum;
      try {
        checksum = computeChecksum(block);
      } catch (StoreFaultException unreadable) {
        LOG.debug("{} could not be adopted", block.id, unreadable);
        return false;
      }
      if (checksum != block.checksum) {
        metrics.increment(Metric.CHECKSUM_FAILURES);
        LOG.warn("block {} in {} has a wrong checksum and is dropped", block.id, path());
        remove(block.id);
        return false;
      }
      metrics.increment(Metric.BLOCKS_ADOPTED);
      block.verified = true;
      return true;
    }
  }

  /**
   * The CRC-32C of the block's bytes as they are on disk.
   *
   * @throws StoreFaultException when the disk fails; then the directory is out
   */
  int computeChecksum(PagedBlock block) {
    try {
      return bytes.checksum(block);
    } catch (IOException broken) {
      throw fault(block, broken);
    }
  }

  /**
   * Fills a buffer with bytes of a held block.
   *
   * @throws StoreFaultException when the disk fails; then the directory is out
   */
  void read(PagedBlock block, int offset, ByteBuffer target) {
    try {
      bytes.read(block, offset, target);
    } catch (IOException broken) {
      throw fault(block, broken);
    }
  }

  /** Counts what a reader has read of a held block. */
  void noteRead(PagedBlock block, int count) {
    block.readBytes = (int) Math.min(block.length, (long) block.readBytes + count);
    bytesRead.add(count);
  }

  /** Bytes that readers have read here so far. */
  long bytesRead() {
    return bytesRead.sum();
  }

  private StoreFaultException fault(PagedBlock block, IOException broken) {
    fail(broken);
    return new StoreFaultException(block.id, path().toString(), broken);
  }

  /** Buffers for views. */
  DiskBytes bytes() {
    return bytes;
  }

  /** Which blocks are here. */
  PagedBlocks blocks() {
    return blocks;
  }

  /** What there is and what is taken. */
  TierUse use() {
    return new TierUse(path().toString(), capacity(), used(), blocks.size());
  }

  boolean contains(BlockId id) {
    return blocks.contains(id);
  }

  /** Drops a block; false when it was not held. */
  boolean remove(BlockId id) {
    return blocks.remove(id);
  }

  /** As {@link BlockStore#leaveFirst}. */
  void leaveFirst(BlockId id) {
    blocks.leaveFirst(id);
  }

  /**
   * Writes a block that is held in memory.
   *
   * @param source segments that hold it there
   * @return false when there is no room for it
   * @throws IOException when the disk fails; then the directory is out
   */
  boolean write(PagedBlock above, Segments source) throws IOException {
    try {
      return filler.write(above, source);
    } catch (IOException broken) {
      fail(broken);
      throw broken;
    }
  }

  /**
   * Keeps journal and files in order.
   *
   * @throws IOException when the disk fails; then the directory is out
   */
  void tidy() throws IOException {
    if (isOut()) {
      return;
    }
    try {
      filler.tidy();
    } catch (IOException broken) {
      fail(broken);
      throw broken;
    }
  }

  /** Orders and limits blocks by what is set for their paths. */
  void apply(PathPolicies policies) {
    blocks.apply(policies);
  }

  /** Drops what has outlived its time. */
  void expire() {
    blocks.expire();
  }

  /** Takes the directory out. */
  void fail(Throwable cause) {
    if (failed.compareAndSet(false, true)) {
      metrics.increment(Metric.DISK_FAILURES);
      LOG.error(
          "disk directory {} is not used any more, its blocks are read from the under store: {}."
              + " Mend the disk and restart the node",
          path(),
          cause.toString());
      blocks.close();
    }
  }

  void handleClosed(PagedBlock block) {
    blocks.handleClosed(block);
  }

  /** Gives up one hold on a block. */
  void release(PagedBlock block) {
    blocks.release(block);
  }

  long capacity() {
    return isOut() ? 0 : blocks.capacity();
  }

  long used() {
    return blocks.used();
  }

  long openHandles() {
    return blocks.openHandles();
  }

  /** Fails unless all accounts agree. Only while no other thread changes the directory. */
  void checkInvariants() {
    blocks.checkInvariants();
  }

  /** Leaves everything to the next process, in the order in which it would leave. */
  @Override
  public void close() throws IOException {
    try {
      if (!isOut()) {
        filler.finish();
      }
    } finally {
      blocks.close();
      journal.close();
      segments.close();
      lock.close();
    }
  }

  @Override
  public String toString() {
    return path().toString();
  }

  private final class OneDisk implements PagedBlocks.Tier {

    @Override
    public boolean isOpen() {
      return !isOut();
    }

    @Override
    public Metric evictions() {
      return Metric.DISK_EVICTED;
    }

    @Override
    public boolean mayLeave(PagedBlock block) {
      return true;
    }

    @Override
    public void leaves(PagedBlock block) {
      journal.leaves(block.id);
    }

    @Override
    public void freed() {}

    @Override
    public void shrunk() {}
  }
}

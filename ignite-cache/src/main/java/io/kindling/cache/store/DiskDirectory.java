package io.kindling.cache.store;

import static io.kindling.cache.store.PageAllocator.PAGE_SIZE;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.policy.PathPolicies;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk tier's part in one directory: segment files, the blocks in their pages, and the journal
 * that says so to the next process.
 *
 * <p>Reading is for any thread and takes no lock, as in memory. {@link #write}, {@link #tidy} and
 * {@link #close} are for one thread, the directory's {@link DiskWriter}: one order of writes in one
 * file system is what makes the journal true after a kill.
 *
 * <p>An error of the disk takes the whole directory out: its blocks are forgotten, open handles
 * live on, and no reader is told more than that the block is not held.
 */
final class DiskDirectory implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(DiskDirectory.class);

  private final Path path;
  private final DirectoryLock lock;
  private final PagedBlocks blocks;
  private final DiskSegments segments;
  private final DiskBytes bytes;
  private final DiskJournal journal;
  private final Metrics metrics;

  /** Blocks whose going is not in the journal yet. Filled before their pages are free. */
  private final ConcurrentLinkedQueue<BlockId> gone = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean failed = new AtomicBoolean();

  private DiskDirectory(
      Path path, DirectoryLock lock, long capacity, DiskSettings settings, Metrics metrics)
      throws IOException {
    this.path = path;
    this.lock = lock;
    this.metrics = metrics;
    int segment = (int) Math.min(settings.segmentSize(), capacity) / PAGE_SIZE;
    int total = (int) Math.min(capacity / PAGE_SIZE, Integer.MAX_VALUE) / segment * segment;
    this.segments =
        new DiskSegments(path, total / segment, segment, settings.keptFree(), this::cannotGrow);
    this.bytes = new DiskBytes(segments, settings.blockSize());
    this.blocks =
        new PagedBlocks(new PageAllocator(total, segment), segments, new OneDisk(), metrics);
    this.journal = new DiskJournal(path, settings.blockSize(), segment * PAGE_SIZE);
  }

  /**
   * Claims a directory and takes over what its journal says is there, without reading it.
   *
   * @param capacity bytes of blocks, rounded down to whole segment files
   * @throws IOException when the directory is another's or cannot be used
   */
  static DiskDirectory open(Path path, long capacity, DiskSettings settings, Metrics metrics)
      throws IOException {
    DirectoryLock lock = DirectoryLock.take(path);
    try {
      DiskDirectory directory = new DiskDirectory(path, lock, capacity, settings, metrics);
      directory.adopt();
      return directory;
    } catch (IOException | RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  private void adopt() throws IOException {
    long start = System.nanoTime();
    int available = segments.allocated();
    int adopted = 0;
    Collection<PagedBlock> left = journal.read();
    for (PagedBlock block : left) {
      if (isSound(block, available) && blocks.adopt(block)) {
        adopted++;
      }
    }
    journal.rewrite(blocks.inOrder());
    if (!left.isEmpty()) {
      LOG.info(
          "{} holds {} of {} blocks of an earlier process; their journal took {} ms",
          path,
          adopted,
          left.size(),
          (System.nanoTime() - start) / 1_000_000);
    }
  }

  private boolean isSound(PagedBlock block, int available) {
    int[] runs = block.runs();
    int count = 0;
    for (int i = 0; i < runs.length; i += 2) {
      if (runs[i] < 0 || segments.segmentOf(runs[i]) >= available) {
        return false;
      }
      count += runs[i + 1];
    }
    return block.length > 0 && count == PageAllocator.pagesFor(block.length);
  }

  /** The identity kept here. */
  NodeIdentity identity() throws IOException {
    return lock.identity();
  }

  Path path() {
    return path;
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
        LOG.warn("block {} in {} has a wrong checksum and is dropped", block.id, path);
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

  private StoreFaultException fault(PagedBlock block, IOException broken) {
    fail(broken);
    return new StoreFaultException(block.id, path.toString(), broken);
  }

  /** A buffer for at least so many bytes, to be given back. */
  ByteBuffer borrow(int count) {
    return bytes.borrow(count);
  }

  /** Takes back what {@link #borrow} gave. */
  void giveBack(ByteBuffer buffer) {
    bytes.giveBack(buffer);
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
    if (blocks.contains(above.id)) {
      return true;
    }
    int[] runs = blocks.take(above.tag(), PageAllocator.pagesFor(above.length));
    if (runs == null) {
      return false;
    }
    PagedBlock block = new PagedBlock(above.id, above.length, runs, above.tag());
    block.checksum = above.checksum;
    block.storedAt = above.storedAt;
    block.verified = true;
    try {
      noteGone();
      bytes.copy(above, source, block);
      journal.came(block);
      journal.flush();
    } catch (IOException broken) {
      release(block);
      fail(broken);
      throw broken;
    }
    PagedBlock held = blocks.add(block);
    if (held == null) {
      release(block);
      return false;
    }
    release(held);
    metrics.increment(Metric.BLOCKS_DEMOTED);
    if (above.dropped) {
      remove(above.id);
    }
    return true;
  }

  /** Orders and limits blocks by what is set for their paths. */
  void apply(PathPolicies policies) {
    blocks.apply(policies);
  }

  /** Drops what has outlived its time. */
  void expire() {
    blocks.expire();
  }

  /** Keeps the journal short and up to date. */
  void tidy() throws IOException {
    if (isOut()) {
      return;
    }
    try {
      noteGone();
      if (journal.isWasteful(blocks.size())) {
        journal.rewrite(blocks.inOrder());
      }
    } catch (IOException broken) {
      fail(broken);
      throw broken;
    }
  }

  private void noteGone() throws IOException {
    BlockId id = gone.poll();
    if (id == null) {
      return;
    }
    for (; id != null; id = gone.poll()) {
      journal.went(id);
    }
    journal.flush();
  }

  private void cannotGrow(String reason) {
    metrics.increment(Metric.DISK_FULL);
    LOG.warn("disk directory {} cannot grow ({}) and goes on with what it has", path, reason);
  }

  /** Takes the directory out. */
  void fail(Throwable cause) {
    if (failed.compareAndSet(false, true)) {
      metrics.increment(Metric.DISK_FAILURES);
      LOG.error(
          "disk directory {} is not used any more, its blocks are read from the under store: {}."
              + " Mend the disk and restart the node",
          path,
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
        gone.clear();
        journal.rewrite(blocks.inOrder());
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
    return path.toString();
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
      gone.add(block.id);
    }

    @Override
    public void freed() {}

    @Override
    public void shrunk() {}
  }
}

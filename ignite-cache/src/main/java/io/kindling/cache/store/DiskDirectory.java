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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32C;
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
 *
 * <p>Locks: {@code membership} of {@link BlockIndex}, then the monitor of {@link PageAllocator}.
 */
final class DiskDirectory implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(DiskDirectory.class);

  private static final int MOST_SPARE = 8;
  private static final int PIECE = 128 << 10;

  private final Path path;
  private final DirectoryLock lock;
  private final BlockIndex index = new BlockIndex(new LeastRecentlyUsed());
  private final PageAllocator pages;
  private final DiskSegments segments;
  private final DiskJournal journal;
  private final Metrics metrics;

  /** Blocks whose going is not in the journal yet. Filled before their pages are free. */
  private final ConcurrentLinkedQueue<BlockId> gone = new ConcurrentLinkedQueue<>();

  private volatile PathRules rules = new PathRules(PathPolicies.NONE);
  private final LongAdder detachedPages = new LongAdder();
  private final LongAdder openHandles = new LongAdder();
  private final AtomicBoolean failed = new AtomicBoolean();

  /** Direct buffers for those who need a view. */
  private final ConcurrentLinkedDeque<ByteBuffer> spare = new ConcurrentLinkedDeque<>();

  private final int blockSize;

  private DiskDirectory(
      Path path, DirectoryLock lock, long capacity, DiskSettings settings, Metrics metrics)
      throws IOException {
    this.path = path;
    this.lock = lock;
    this.metrics = metrics;
    this.blockSize = settings.blockSize();
    int segment = (int) Math.min(settings.segmentSize(), capacity) / PAGE_SIZE;
    int total = (int) Math.min(capacity / PAGE_SIZE, Integer.MAX_VALUE) / segment * segment;
    this.pages = new PageAllocator(total, segment);
    this.segments =
        new DiskSegments(path, total / segment, segment, settings.keptFree(), this::cannotGrow);
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
      if (isSound(block, available) && pages.claim(block.runs())) {
        PagedBlock held = index.add(block);
        if (held != null) {
          held.release();
          adopted++;
        }
      }
    }
    journal.rewrite(inOrder());
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

  private int segmentOf(int[] runs) {
    int highest = 0;
    for (int i = 0; i < runs.length; i += 2) {
      highest = Math.max(highest, segments.segmentOf(runs[i]));
    }
    return highest;
  }

  private List<PagedBlock> inOrder() {
    List<PagedBlock> order = new ArrayList<>();
    index.inspect(order::addAll);
    return order;
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
    PagedBlock block = index.acquire(id);
    if (block == null || block.verified || verify(block)) {
      return block;
    }
    release(block);
    return null;
  }

  /** A handle that takes over a hold on a block. */
  BlockHandle handleOn(PagedBlock block) {
    openHandles.increment();
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

  /** The CRC-32C of the block's bytes as they are on disk. */
  int computeChecksum(PagedBlock block) {
    CRC32C crc = new CRC32C();
    ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE, block.length));
    for (int done = 0; done < block.length; done += piece.limit()) {
      read(block, done, piece.clear().limit(Math.min(piece.capacity(), block.length - done)));
      crc.update(piece.flip());
    }
    return (int) crc.getValue();
  }

  /**
   * Fills a buffer with bytes of a held block.
   *
   * @throws StoreFaultException when the disk fails; then the directory is out
   */
  void read(PagedBlock block, int offset, ByteBuffer target) {
    int limit = target.limit();
    int at = offset;
    try {
      while (target.position() < limit) {
        int piece = Math.min(limit - target.position(), block.contiguous(at));
        segments.read(block.address(at), target.limit(target.position() + piece));
        at += piece;
      }
    } catch (IOException broken) {
      fail(broken);
      throw new StoreFaultException(block.id, path.toString(), broken);
    } finally {
      target.limit(limit);
    }
  }

  /** A buffer for at least so many bytes, to be given back. */
  ByteBuffer borrow(int count) {
    ByteBuffer buffer = spare.pollFirst();
    if (buffer != null && buffer.capacity() >= count) {
      return buffer;
    }
    try {
      return ByteBuffer.allocateDirect(Math.max(count, blockSize));
    } catch (OutOfMemoryError noDirectMemory) {
      return ByteBuffer.allocate(count);
    }
  }

  /** Takes back what {@link #borrow} gave. */
  void giveBack(ByteBuffer buffer) {
    if (buffer.isDirect() && spare.size() < MOST_SPARE) {
      spare.addFirst(buffer);
    }
  }

  boolean contains(BlockId id) {
    return index.contains(id);
  }

  /** Drops a block; false when it was not held. */
  boolean remove(BlockId id) {
    PagedBlock block = index.remove(id);
    if (block == null) {
      return false;
    }
    block.dropped = true;
    gone.add(id);
    detach(block);
    return true;
  }

  /**
   * Writes a block that is held in memory.
   *
   * @param source segments that hold it there
   * @return false when there is no room for it
   * @throws IOException when the disk fails; then the directory is out
   */
  boolean write(PagedBlock above, Segments source) throws IOException {
    if (index.contains(above.id)) {
      return true;
    }
    int[] runs = takePages(above.tag(), PageAllocator.pagesFor(above.length));
    if (runs == null) {
      return false;
    }
    PagedBlock block = new PagedBlock(above.id, above.length, runs, above.tag());
    block.checksum = above.checksum;
    block.storedAt = above.storedAt;
    block.verified = true;
    try {
      noteGone();
      copy(above, source, block);
      journal.came(block);
      journal.flush();
    } catch (IOException broken) {
      release(block);
      fail(broken);
      throw broken;
    }
    PagedBlock held = index.add(block);
    if (held == null) {
      release(block);
      return false;
    }
    detachedPages.add(-block.pages());
    release(held);
    metrics.increment(Metric.BLOCKS_DEMOTED);
    if (above.dropped) {
      remove(above.id);
    }
    return true;
  }

  private void copy(PagedBlock above, Segments source, PagedBlock block) throws IOException {
    int done = 0;
    while (done < block.length) {
      int piece = Math.min(above.contiguous(done), block.contiguous(done));
      long from = above.address(done);
      segments.write(block.address(done), source.buffer(from).slice(source.index(from), piece));
      done += piece;
    }
  }

  /** Orders and limits blocks by what is set for their paths. */
  void apply(PathPolicies policies) {
    PathRules next = new PathRules(policies);
    index.order(next.order());
    rules = next;
  }

  /** Drops what has outlived its time. */
  void expire() {
    int now = (int) (System.currentTimeMillis() / 1000);
    index.forEach(
        block -> {
          if (rules.isExpired(block, now) && remove(block.id)) {
            metrics.increment(Metric.BLOCKS_EXPIRED);
          }
        });
  }

  /** Keeps the journal short and up to date. */
  void tidy() throws IOException {
    if (isOut()) {
      return;
    }
    try {
      noteGone();
      if (journal.isWasteful(index.size())) {
        journal.rewrite(inOrder());
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

  /** Pages with files behind them; null when there is no room. */
  private int @Nullable [] takePages(FileTag tag, int count) {
    while (!isOut()) {
      int[] runs = rules.haveQuota() && index.isOverQuota(tag, count) ? null : pages.take(count);
      if (runs == null && count <= pages.total() - detachedPages.sum()) {
        runs = index.evictUntil(tag, count, () -> pages.take(count), block -> true, this::evicted);
      }
      if (runs == null) {
        return null;
      }
      detachedPages.add(count);
      int highest = segmentOf(runs);
      int available = segments.ensure(highest);
      if (highest < available) {
        return runs;
      }
      giveBack(runs, count);
      pages.withdraw(available);
    }
    return null;
  }

  private void evicted(PagedBlock block) {
    gone.add(block.id);
    pages.release(block.runs());
    metrics.increment(Metric.DISK_EVICTED);
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
      index.close().forEach(this::detach);
    }
  }

  void handleClosed(PagedBlock block) {
    openHandles.decrement();
    release(block);
  }

  /** Gives up the index's hold on a block that has left it. */
  private void detach(PagedBlock block) {
    detachedPages.add(block.pages());
    release(block);
  }

  /** Gives up one hold on a block. */
  void release(PagedBlock block) {
    if (block.release()) {
      giveBack(block.runs(), block.pages());
    }
  }

  private void giveBack(int[] runs, int count) {
    pages.release(runs);
    detachedPages.add(-count);
  }

  long capacity() {
    return isOut() ? 0 : (long) pages.total() * PAGE_SIZE;
  }

  long used() {
    return (long) pages.used() * PAGE_SIZE;
  }

  long openHandles() {
    return openHandles.sum();
  }

  /** Fails unless all accounts agree. Only while no other thread changes the directory. */
  void checkInvariants() {
    pages.checkInvariants();
    long held = 0;
    for (PagedBlock block : inOrder()) {
      pages.requireTaken(block.runs());
      held += block.pages();
    }
    if (held + detachedPages.sum() != pages.used()) {
      throw new IllegalStateException(
          "%d pages used in %s, of them %d of blocks and %d detached"
              .formatted(pages.used(), path, held, detachedPages.sum()));
    }
  }

  /** Leaves everything to the next process, in the order in which it would leave. */
  @Override
  public void close() throws IOException {
    try {
      if (!isOut()) {
        gone.clear();
        journal.rewrite(inOrder());
      }
    } finally {
      index.close().forEach(this::detach);
      journal.close();
      segments.close();
      lock.close();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

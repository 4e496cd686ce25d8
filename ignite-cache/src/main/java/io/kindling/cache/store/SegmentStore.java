package io.kindling.cache.store;

import static io.kindling.cache.store.PageAllocator.PAGE_SIZE;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.policy.Admission;
import io.kindling.cache.policy.PathPolicies;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The memory tier: blocks in large direct buffers ("segments"), off the heap.
 *
 * <p><b>Place.</b> Segments are divided in pages of 4 KiB. A block has one run of pages, or a few
 * when free pages are scattered, so that no free byte is lost to fragmentation. Sizes are counted
 * in pages really held. Segments are allocated when they are first needed, or all before by {@link
 * #preallocate}, and kept until the store is closed and its last handle with it; then the garbage
 * collector frees them, because Java has no public way to do it at once.
 *
 * <p><b>Life of a block.</b> It is held first by its writer, then by the index in its place, and by
 * each open handle; {@link PagedBlocks} keeps the accounts.
 *
 * <p><b>Locks</b>, in the order in which they nest:
 *
 * <ol>
 *   <li>{@code membership} of {@link BlockIndex}, for publishing, removing and evicting;
 *   <li>the monitor of {@link PageAllocator}, a leaf.
 * </ol>
 *
 * <p>The monitor of {@link Segments} is held while a segment is allocated (some 100 ms for 256 MiB)
 * and nests in neither. A hit takes no lock.
 */
public final class SegmentStore implements BlockStore {

  /** Largest size of a segment, in bytes. */
  public static final int LARGEST_SEGMENT = 1 << 30;

  private static final int DEFAULT_SEGMENT = 256 << 20;

  private final MemoryBlocks memory;
  private final PagedBlocks blocks;
  private final Metrics metrics;
  private final SecondTouch touches = new SecondTouch();
  private @Nullable Expiry expiry;
  private volatile WorkingSet workingSet;
  private boolean closed;

  private SegmentStore(int totalPages, int pagesPerSegment, SegmentMemory memory, Metrics metrics) {
    this.memory = new MemoryBlocks(totalPages, pagesPerSegment, memory, metrics);
    this.blocks = this.memory.blocks();
    this.metrics = metrics;
    this.workingSet = new WorkingSet((long) totalPages * PAGE_SIZE);
  }

  /**
   * An empty store in segments of 256 MiB of direct memory.
   *
   * @param capacity bytes, as {@link MemoryBudget} allows them; rounded down to pages of 4 KiB
   * @param metrics where puts, evictions, refusals for want of room and wrong checksums are counted
   */
  public static SegmentStore open(long capacity, Metrics metrics) {
    return open(capacity, SegmentMemory.direct(), DEFAULT_SEGMENT, metrics);
  }

  /** As the other, in memory of some kind. */
  public static SegmentStore open(long capacity, SegmentMemory memory, Metrics metrics) {
    return open(capacity, memory, DEFAULT_SEGMENT, metrics);
  }

  /** As the other, in segments of another size. */
  public static SegmentStore open(long capacity, int segmentSize, Metrics metrics) {
    return open(capacity, SegmentMemory.direct(), segmentSize, metrics);
  }

  /**
   * An empty store.
   *
   * @param capacity bytes, as {@link MemoryBudget} allows them; rounded down to pages of 4 KiB
   * @param memory what the segments are made of
   * @param segmentSize bytes of one segment, at most {@link #LARGEST_SEGMENT}; rounded down to
   *     pages, and to the capacity where that is smaller
   * @param metrics where puts, evictions, refusals for want of room and wrong checksums are counted
   */
  static SegmentStore open(long capacity, SegmentMemory memory, int segmentSize, Metrics metrics) {
    long totalPages = capacity / PAGE_SIZE;
    if (totalPages < 1 || totalPages > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a store of %d bytes: %s has to be from 4k to 8191g"
              .formatted(capacity, CacheOptions.MEMORY_SIZE.key()));
    }
    if (segmentSize < PAGE_SIZE || segmentSize > LARGEST_SEGMENT) {
      throw new IllegalArgumentException(
          "a segment of %d bytes: from %d to %d are possible"
              .formatted(segmentSize, PAGE_SIZE, LARGEST_SEGMENT));
    }
    int pagesPerSegment = (int) Math.min(totalPages, segmentSize / PAGE_SIZE);
    return new SegmentStore((int) totalPages, pagesPerSegment, memory, metrics);
  }

  /**
   * Begins to allocate all memory, in a thread of its own, in place of each segment when blocks
   * need it.
   */
  public void preallocate() {
    memory.segments().prepareAll();
  }

  @Override
  public @Nullable BlockHandle acquire(BlockId id) {
    PagedBlock block = blocks.acquire(id);
    if (block == null) {
      return null;
    }
    workingSet.note(id, block.length);
    return memory.handleOn(block);
  }

  @Override
  public boolean contains(BlockId id) {
    return blocks.contains(id);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when {@code length} is below 1
   * @throws IllegalStateException when the store is closed
   */
  @Override
  public BlockWriter reserve(BlockId id, int length, BlockOrigin origin) throws StoreFullException {
    if (length < 1) {
      throw new IllegalArgumentException("block " + id + " of " + length + " bytes");
    }
    memory.requireOpen();
    workingSet.note(id, length);
    FileTag tag = FileTag.of(origin);
    PathRules rules = blocks.rules();
    Admission admission = rules.policy(rules.of(tag.folder(), tag.fileHash())).admission();
    if (!admission.admits(origin.uri(), origin.fileLength())
        || (admission.touch() == Admission.Touch.SECOND && touches.isFirst(id))) {
      metrics.increment(Metric.NOT_ADMITTED);
      throw new NotAdmittedException(id, origin.uri());
    }
    return memory.writer(id, length, tag, PagedBlocks.now(), Metric.BLOCKS_PUT);
  }

  @Override
  public BlockWriter reserveMoved(BlockId id, int length, BlockOrigin origin, int age)
      throws StoreFullException {
    memory.requireOpen();
    workingSet.note(id, length);
    return memory.writer(
        id, length, FileTag.of(origin), PagedBlocks.now() - age, Metric.BLOCKS_PUT);
  }

  /** As {@link #reserve}, for a block that comes up from the tier below. */
  BlockWriter reserveForPromotion(PagedBlock below) throws StoreFullException {
    memory.requireOpen();
    return memory.writer(
        below.id, below.length, below.tag(), below.storedAt, Metric.BLOCKS_PROMOTED);
  }

  @Override
  public synchronized void apply(PathPolicies policies) {
    blocks.apply(policies);
    if (expiry != null) {
      expiry.close();
    }
    expiry = closed ? null : Expiry.of(policies, blocks::expire);
  }

  @Override
  public PathPolicies policies() {
    return blocks.rules().policies();
  }

  /** Puts a tier below this one, before the first block. */
  void above(LowerTier tier, long capacityOfBoth) {
    memory.above(tier);
    workingSet = new WorkingSet(capacityOfBoth);
  }

  /** Notes that a block was read below. */
  void readBelow(PagedBlock block) {
    workingSet.note(block.id, block.length);
  }

  @Override
  public WorkingSetEstimate workingSet() {
    return workingSet.estimate();
  }

  @Override
  public List<TierUse> tiers() {
    return List.of(new TierUse(TierUse.MEMORY, capacity(), used(), blocks.size()));
  }

  @Override
  public Freed free(String path, Freed.Pinned pinned) {
    return free(path, pinned, block -> {});
  }

  /** As the other; {@code dropped} is told of each block that was. */
  Freed free(String path, Freed.Pinned pinned, Consumer<BlockId> dropped) {
    return new PathBlocks(blocks, path).free(pinned, dropped);
  }

  @Override
  public Map<String, HeldBytes> heldBelow(String path) {
    Map<String, HeldBytes> sums = new TreeMap<>();
    new PathBlocks(blocks, path).add(sums);
    return sums;
  }

  @Override
  public List<Departure> departures() {
    return blocks.departures().of(TierUse.MEMORY);
  }

  @Override
  public boolean remove(BlockId id) {
    return blocks.remove(id);
  }

  @Override
  public void leaveFirst(BlockId id) {
    blocks.leaveFirst(id);
  }

  /** {@inheritDoc} Less than configured once direct memory has run out. */
  @Override
  public long capacity() {
    return blocks.capacity();
  }

  @Override
  public long used() {
    return blocks.used();
  }

  @Override
  public long openHandles() {
    return blocks.openHandles();
  }

  /** Writers that are neither published nor closed. Exact when no other thread uses the store. */
  public long openWriters() {
    return memory.openWriters();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (expiry != null) {
        expiry.close();
      }
    }
    memory.close();
  }

  Segments segments() {
    return memory.segments();
  }

  /** Blocks held now, in the order in which they would leave. */
  List<BlockId> evictionOrder() {
    return blocks.inOrder().stream().map(block -> block.id).toList();
  }

  /** Every block held now that {@code wanted} accepts, held once more for the caller. */
  List<PagedBlock> retainAll(Predicate<PagedBlock> wanted) {
    return blocks.retainAll(wanted);
  }

  /** Fails unless all accounts agree. Only while no other thread changes the store. */
  void checkInvariants() {
    blocks.checkInvariants();
  }

  /** Gives up one hold on a block that may be detached. */
  void release(PagedBlock block) {
    blocks.release(block);
  }
}

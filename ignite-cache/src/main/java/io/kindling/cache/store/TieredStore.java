package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.policy.PathPolicies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory above disk. A block is put into memory and written to a disk soon after, by another
 * thread; so eviction from memory waits for nothing, and a process that is killed leaves its blocks
 * to the next one. What is on disk alone is read there, through the page cache. A block that is
 * read a second time is copied up to memory, if there is room, or if it comes again so soon that
 * memory would have kept it since the first time: one scan after the other over more than memory
 * holds would only drive out of it what it has.
 *
 * <p>The node's identity is kept on disk as well, so that a node that comes back with its blocks
 * owns the groups that it owned.
 *
 * <p>Safe for any number of threads.
 */
public final class TieredStore implements BlockStore {

  private static final Logger LOG = LoggerFactory.getLogger(TieredStore.class);

  private final SegmentStore memory;
  private final DiskTier disk;
  private final DiskNames names;
  private final Promoter promoter;
  private final Metrics metrics;

  private TieredStore(SegmentStore memory, DiskTier disk, DiskNames names, Metrics metrics) {
    this.memory = memory;
    this.disk = disk;
    this.names = names;
    this.metrics = metrics;
    this.promoter = new Promoter(memory);
  }

  /**
   * Puts a disk tier below a memory tier, and takes over what an earlier process left there. Blocks
   * are checked when they are first read, not now.
   *
   * @param memory an empty store, which is closed with this one
   * @throws IOException when a directory is another's or cannot be used; the message names it and
   *     the key
   */
  public static TieredStore open(SegmentStore memory, DiskSettings settings, Metrics metrics)
      throws IOException {
    DiskTier disk = DiskTier.open(settings, memory, metrics);
    memory.above(disk, memory.capacity() + disk.capacity());
    DiskNames names;
    try {
      names =
          new DiskNames(
              settings.directories().get(0),
              (version, origin) -> isHeld(disk, version, origin, settings.blockSize()));
    } catch (IOException | RuntimeException unreadable) {
      disk.close();
      throw unreadable;
    }
    TieredStore store = new TieredStore(memory, disk, names, metrics);
    try {
      store.apply(disk.keptPolicies());
    } catch (IOException | RuntimeException unreadable) {
      store.close();
      throw unreadable;
    }
    return store;
  }

  private static boolean isHeld(
      DiskTier disk, VersionKey version, BlockOrigin origin, int blockSize) {
    for (int index = 0; (long) index * blockSize < origin.fileLength(); index++) {
      if (disk.contains(BlockId.of(version, index))) {
        return true;
      }
    }
    return false;
  }

  /** The identity that is kept with the blocks. */
  public NodeIdentity identity() throws IOException {
    return disk.identity();
  }

  @Override
  public @Nullable BlockHandle acquire(BlockId id) {
    BlockHandle handle = memory.acquire(id);
    if (handle != null) {
      return handle;
    }
    DiskDirectory directory = disk.holder(id);
    PagedBlock block = directory == null ? null : directory.acquire(id);
    if (directory == null || block == null) {
      return null;
    }
    metrics.increment(Metric.DISK_HITS);
    memory.readBelow(block);
    if (block.readBytes >= block.length) {
      if (isWorthMemory(block)) {
        promoter.offer(directory, block);
      } else {
        block.readBytes = 0;
      }
    }
    if (block.readBytes == 0) {
      block.readSince = disk.bytesRead();
    }
    return directory.handleOn(block);
  }

  /** Whether memory would have kept a block, had it been there when it was read once before. */
  private boolean isWorthMemory(PagedBlock block) {
    return memory.used() + block.length <= memory.capacity()
        || disk.bytesRead() - block.readSince <= memory.capacity();
  }

  @Override
  public boolean contains(BlockId id) {
    return memory.contains(id) || disk.contains(id);
  }

  @Override
  public BlockWriter reserve(BlockId id, int length, BlockOrigin origin) throws StoreFullException {
    names.note(new VersionKey(id.high(), id.low()), origin);
    return memory.reserve(id, length, origin);
  }

  @Override
  public BlockWriter reserveMoved(BlockId id, int length, BlockOrigin origin, int age)
      throws StoreFullException {
    names.note(new VersionKey(id.high(), id.low()), origin);
    return memory.reserveMoved(id, length, origin, age);
  }

  @Override
  public void forEachFile(FileVisitor visitor) throws IOException {
    names.forEach(visitor);
  }

  @Override
  public List<TierUse> tiers() {
    List<TierUse> tiers = new ArrayList<>(memory.tiers());
    disk.directories().forEach(directory -> tiers.add(directory.use()));
    return tiers;
  }

  @Override
  public Freed free(String path, Freed.Pinned pinned) {
    Freed freed =
        memory.free(
            path,
            pinned,
            block -> {
              boolean ignored = disk.remove(block);
            });
    for (DiskDirectory directory : disk.directories()) {
      freed = freed.plus(onlyIn(directory, path).free(pinned, block -> {}));
    }
    return freed;
  }

  @Override
  public Map<String, HeldBytes> heldBelow(String path) {
    Map<String, HeldBytes> sums = memory.heldBelow(path);
    for (DiskDirectory directory : disk.directories()) {
      onlyIn(directory, path).add(sums);
    }
    return sums;
  }

  private PathBlocks onlyIn(DiskDirectory directory, String path) {
    return new PathBlocks(directory.blocks(), path, block -> !memory.contains(block));
  }

  @Override
  public List<Departure> departures() {
    List<Departure> all = new ArrayList<>(memory.departures());
    for (DiskDirectory directory : disk.directories()) {
      all.addAll(directory.blocks().departures().of(directory.toString()));
    }
    return all;
  }

  @Override
  public boolean remove(BlockId id) {
    boolean above = memory.remove(id);
    return disk.remove(id) || above;
  }

  @Override
  public void leaveFirst(BlockId id) {
    memory.leaveFirst(id);
    disk.leaveFirst(id);
  }

  @Override
  public void apply(PathPolicies policies) {
    memory.apply(policies);
    try {
      disk.apply(policies);
    } catch (IOException unkept) {
      LOG.warn("the policies of paths hold but will be lost at a restart: {}", unkept.toString());
    }
  }

  @Override
  public PathPolicies policies() {
    return memory.policies();
  }

  @Override
  public WorkingSetEstimate workingSet() {
    return memory.workingSet();
  }

  @Override
  public long capacity() {
    return memory.capacity() + disk.capacity();
  }

  @Override
  public long used() {
    return memory.used() + disk.used();
  }

  @Override
  public long openHandles() {
    return memory.openHandles() + disk.openHandles();
  }

  SegmentStore memory() {
    return memory;
  }

  DiskTier disk() {
    return disk;
  }

  /** Writes to disk what is not there yet, gives the directories up and frees the memory. */
  @Override
  public void close() {
    promoter.close();
    try {
      names.close();
      disk.close();
    } catch (IOException unfinished) {
      LOG.warn("the disk tier was not closed in order: {}", unfinished.toString());
    }
    memory.close();
  }
}

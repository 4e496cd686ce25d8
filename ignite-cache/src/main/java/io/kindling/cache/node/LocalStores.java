package io.kindling.cache.node;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.CacheOptions.FaultMode;
import io.kindling.cache.config.CacheOptions.MemoryAllocation;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.DiskSettings;
import io.kindling.cache.store.DiskSlots;
import io.kindling.cache.store.MemoryBudget;
import io.kindling.cache.store.MemoryFileSystem;
import io.kindling.cache.store.SegmentMemory;
import io.kindling.cache.store.SegmentStore;
import io.kindling.cache.store.TieredStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the block stores of this JVM as the settings say, within the limits of the machine. */
final class LocalStores {

  private static final Logger LOG = LoggerFactory.getLogger(LocalStores.class);

  private LocalStores() {}

  /**
   * The store of a storage node.
   *
   * @throws IOException when a directory of the disk tier cannot be used
   */
  static BlockStore ofNode(Settings settings, BlockLayout layout, Metrics metrics)
      throws IOException {
    return open(settings, layout, DiskSlots.Kind.NODE, metrics);
  }

  /**
   * The store of a process without a cluster. Directories that it cannot use cost it only the disk,
   * unless faults are strict.
   */
  static BlockStore ofProcess(Settings settings, BlockLayout layout, Metrics metrics) {
    try {
      return open(settings, layout, DiskSlots.Kind.LONE, metrics);
    } catch (IOException unusable) {
      if (settings.get(CacheOptions.FAULTS) == FaultMode.STRICT) {
        throw new UncheckedIOException(unusable);
      }
      metrics.increment(Metric.DISK_FAILURES);
      LOG.warn("this process caches in memory only: {}", unusable.getMessage());
      return memory(settings, null, metrics);
    }
  }

  /** The memory tier that the settings ask for, above a disk tier or none. */
  private static SegmentStore memory(
      Settings settings, @Nullable DiskSettings disk, Metrics metrics) {
    long capacity = capacity(settings, disk);
    String directory = settings.get(CacheOptions.MEMORY_DIRECTORY);
    SegmentMemory memory =
        directory.isEmpty() ? SegmentMemory.direct() : SegmentMemory.filesIn(Path.of(directory));
    SegmentStore store = SegmentStore.open(capacity, memory, metrics);
    if (settings.get(CacheOptions.MEMORY_ALLOCATE) == MemoryAllocation.AT_START) {
      store.preallocate();
    }
    return store;
  }

  /**
   * Bytes that the memory tier would have in this JVM.
   *
   * @throws io.kindling.cache.config.InvalidSettingsException when they are more than a limit
   *     allows; names the limit and what to raise
   */
  static long capacity(Settings settings, @Nullable DiskSettings disk) {
    String directory = settings.get(CacheOptions.MEMORY_DIRECTORY);
    long container = settings.get(CacheOptions.CONTAINER_MEMORY);
    if (container == 0 && System.getenv(YarnContainer.ID) != null) {
      LOG.info(
          "this process runs in YARN's {}, whose size cannot be seen from inside; {} would let {}"
              + " be checked against it",
          System.getenv(YarnContainer.ID),
          CacheOptions.CONTAINER_MEMORY.key(),
          CacheOptions.MEMORY_SIZE.key());
    }
    return MemoryBudget.ofThisProcess(container)
        .capacity(
            new MemoryBudget.Demand(
                settings.get(CacheOptions.MEMORY_SIZE),
                directory.isEmpty()
                    ? List.of()
                    : List.of(MemoryFileSystem.ofMemoryTier(Path.of(directory))),
                MemoryFileSystem.ofDiskTier(disk)));
  }

  /**
   * A store with a disk tier where directories are configured.
   *
   * @param kind whose slots of the directories are taken
   * @throws IOException when a directory cannot be used
   */
  private static BlockStore open(
      Settings settings, BlockLayout layout, DiskSlots.Kind kind, Metrics metrics)
      throws IOException {
    DiskSettings disk = DiskSettings.of(settings, layout.blockSize(), kind);
    SegmentStore memory = memory(settings, disk, metrics);
    return disk == null ? memory : TieredStore.open(memory, disk, metrics);
  }
}

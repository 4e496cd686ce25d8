package io.kindling.cache.node;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.TierUse;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What the stores of a JVM have and hold, told by its metrics. */
final class StoreGauges {

  private static final List<Metric> ALL =
      List.of(
          Metric.MEMORY_CAPACITY_BYTES,
          Metric.MEMORY_USED_BYTES,
          Metric.MEMORY_BLOCKS,
          Metric.DISK_CAPACITY_BYTES,
          Metric.DISK_USED_BYTES,
          Metric.DISK_BLOCKS,
          Metric.OPEN_HANDLES);

  private static final Predicate<TierUse> MEMORY = tier -> tier.name().equals(TierUse.MEMORY);

  private final Supplier<? extends Collection<? extends BlockStore>> stores;

  private StoreGauges(Supplier<? extends Collection<? extends BlockStore>> stores) {
    this.stores = stores;
  }

  static StoreGauges of(BlockStore store) {
    List<BlockStore> one = List.of(store);
    return new StoreGauges(() -> one);
  }

  /** Of stores that become more while they are told of. */
  static StoreGauges of(Supplier<? extends Collection<? extends BlockStore>> stores) {
    return new StoreGauges(stores);
  }

  /** The metrics tell of the stores from now on. */
  void tell(Metrics metrics) {
    metrics.gauge(Metric.MEMORY_CAPACITY_BYTES, () -> sum(MEMORY, TierUse::capacity));
    metrics.gauge(Metric.MEMORY_USED_BYTES, () -> sum(MEMORY, TierUse::used));
    metrics.gauge(Metric.MEMORY_BLOCKS, () -> sum(MEMORY, TierUse::blocks));
    metrics.gauge(Metric.DISK_CAPACITY_BYTES, () -> sum(MEMORY.negate(), TierUse::capacity));
    metrics.gauge(Metric.DISK_USED_BYTES, () -> sum(MEMORY.negate(), TierUse::used));
    metrics.gauge(Metric.DISK_BLOCKS, () -> sum(MEMORY.negate(), TierUse::blocks));
    metrics.gauge(
        Metric.OPEN_HANDLES, () -> stores.get().stream().mapToLong(BlockStore::openHandles).sum());
  }

  /** There is no store any more. */
  static void nothing(Metrics metrics) {
    ALL.forEach(metric -> metrics.gauge(metric, () -> 0));
  }

  private long sum(Predicate<TierUse> tiers, ToLongFunction<TierUse> value) {
    return stores.get().stream()
        .flatMap(store -> store.tiers().stream())
        .filter(tiers)
        .mapToLong(value)
        .sum();
  }
}

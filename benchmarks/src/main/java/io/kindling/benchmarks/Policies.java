package io.kindling.benchmarks;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.policy.Eviction;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.SegmentStore;
import io.kindling.cache.store.StoreFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Hit ratios of the eviction policies on traces that are replayed on the store itself. */
final class Policies implements Benchmark {

  private static final BlockOrigin ORIGIN = new BlockOrigin("trace:/x");

  @Override
  public String name() {
    return "policies";
  }

  @Override
  public String description() {
    return "hit ratios of lru, lfu and resident on a scan, a Zipf and a mixed trace";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    int capacity = scale.choose(10_000, 1000);
    int length = 40 * capacity;
    List<Row> rows = new ArrayList<>();
    int[] scan = IntStream.range(0, length).map(i -> i % (2 * capacity)).toArray();
    int[] zipf = zipf(20 * capacity, length, 0.8);
    int[] mixed = zipf(5 * capacity, length, 0.9);
    for (int i = 0; i < length; i++) {
      mixed[i] = i / (capacity / 2) % 2 == 0 ? mixed[i] : Integer.MAX_VALUE - i;
    }
    compare(rows, "scan of twice the cache", scan, capacity, 0.5, Eviction.RESIDENT, 0.95);
    compare(rows, "zipf 0.8", zipf, capacity, mostWanted(zipf, capacity), Eviction.LFU, null);
    compare(
        rows, "zipf and scans", mixed, capacity, mostWanted(mixed, capacity), Eviction.LFU, null);
    return rows;
  }

  private static void compare(
      List<Row> rows,
      String name,
      int[] trace,
      int capacity,
      double limit,
      Eviction best,
      @Nullable Double target)
      throws IOException {
    double lru = hitRatio(Eviction.LRU, trace, capacity);
    for (Eviction eviction : Eviction.values()) {
      double ratio = eviction == Eviction.LRU ? lru : hitRatio(eviction, trace, capacity);
      Double promised = eviction == best ? target : null;
      if (eviction == best && target == null) {
        promised = lru / limit;
      }
      rows.add(
          new Row(
              name + ", " + eviction.name().toLowerCase(Locale.ROOT) + " / the best that is held",
              "hits",
              ratio,
              limit,
              ratio / limit,
              promised));
    }
  }

  private static double hitRatio(Eviction eviction, int[] trace, int capacity) throws IOException {
    int hits = 0;
    try (SegmentStore store = SegmentStore.open(capacity * 4096L, new Metrics())) {
      store.apply(PathPolicies.NONE.with("trace:/", PathPolicy.DEFAULT.with(eviction)));
      for (int number : trace) {
        BlockId id = new BlockId(number * 0x9E3779B97F4A7C15L, number, 0);
        try (BlockHandle handle = store.acquire(id)) {
          if (handle != null) {
            hits++;
            continue;
          }
        }
        put(store, id);
      }
    }
    return (double) hits / trace.length;
  }

  private static void put(SegmentStore store, BlockId id) throws IOException {
    try (BlockWriter writer = store.reserve(id, 1, ORIGIN)) {
      writer.write(new byte[1], 0, 1);
      writer.publish().close();
    } catch (StoreFullException resident) {
      // It stays out: the store is full of blocks that stay.
      return;
    }
  }

  private static int[] zipf(int blocks, int length, double skew) {
    double[] sums = new double[blocks];
    double sum = 0;
    for (int k = 0; k < blocks; k++) {
      sum += 1 / Math.pow(k + 1, skew);
      sums[k] = sum;
    }
    SplittableRandom random = new SplittableRandom(11);
    int[] trace = new int[length];
    for (int i = 0; i < length; i++) {
      int found = Arrays.binarySearch(sums, random.nextDouble() * sum);
      trace[i] = Math.min(blocks - 1, found < 0 ? -found - 1 : found);
    }
    return trace;
  }

  /** Hit ratio when the most wanted blocks are held and each is fetched once. */
  private static double mostWanted(int[] trace, int capacity) {
    Set<Integer> seen = new HashSet<>();
    int hits = 0;
    for (int number : trace) {
      if (number < capacity && !seen.add(number)) {
        hits++;
      }
    }
    return (double) hits / trace.length;
  }
}

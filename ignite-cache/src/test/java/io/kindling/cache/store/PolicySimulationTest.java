package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.policy.Eviction;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Traces replayed on the store itself, a page for each block. Hits are counted, not timed. */
class PolicySimulationTest {

  private static final int CAPACITY = 1000;
  private static final BlockOrigin ORIGIN = new BlockOrigin("s3a://b/data/x", 1);

  @RegisterExtension final StoresUnderTest stores = new StoresUnderTest();

  @Test
  void epochsOverTwiceTheCacheHitHalfOfItWhenResidentAndNothingWithLru() {
    int[] scan = epochs(2 * CAPACITY, 6);
    int afterTheFirst = 5 * CAPACITY;
    assertThat(hits(Eviction.RESIDENT, scan)).isEqualTo(afterTheFirst);
    assertThat(hits(Eviction.LRU, scan)).isZero();
    assertThat(hits(Eviction.LFU, scan)).isGreaterThan(afterTheFirst / 2);
  }

  @Test
  void frequencyBeatsRecencyOnAZipfTrace() {
    int[] zipf = zipf(20_000, 200_000, 0.8);
    int lru = hits(Eviction.LRU, zipf);
    int lfu = hits(Eviction.LFU, zipf);
    assertThat(lfu).isGreaterThan(lru * 115 / 100);
    assertThat(lfu).isGreaterThan(best(zipf) * 85 / 100);
  }

  @Test
  void frequencyKeepsWhatIsWantedThroughScans() {
    int[] zipf = zipf(5_000, 100_000, 0.9);
    int[] scan = IntStream.range(0, 100_000).map(i -> 1_000_000 + i).toArray();
    int[] mixed = new int[200_000];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = i / 500 % 2 == 0 ? zipf[i / 1000 * 500 + i % 500] : scan[i / 1000 * 500 + i % 500];
    }
    assertThat(hits(Eviction.LFU, mixed)).isGreaterThan(hits(Eviction.LRU, mixed) * 115 / 100);
  }

  private int hits(Eviction eviction, int[] trace) {
    SegmentStore store =
        stores.open(
            (long) CAPACITY * PageAllocator.PAGE_SIZE,
            CAPACITY * PageAllocator.PAGE_SIZE,
            new Metrics());
    store.apply(PathPolicies.NONE.with("s3a://b/", PathPolicy.DEFAULT.with(eviction)));
    int hits = 0;
    for (int number : trace) {
      BlockId id = StoresUnderTest.id(number);
      try (BlockHandle handle = store.acquire(id)) {
        if (handle != null) {
          hits++;
          continue;
        }
      }
      try (BlockWriter writer = store.reserve(id, 1, ORIGIN)) {
        writer.write(new byte[1], 0, 1);
        writer.publish().close();
      } catch (StoreFullException resident) {
        assertThat(eviction).isEqualTo(Eviction.RESIDENT);
      }
    }
    return hits;
  }

  private static int[] epochs(int blocks, int times) {
    return IntStream.range(0, blocks * times).map(i -> i % blocks).toArray();
  }

  /** Block {@code k} is asked for in proportion to 1 / k^skew. */
  private static int[] zipf(int blocks, int length, double skew) {
    double[] sums = new double[blocks];
    double sum = 0;
    for (int k = 0; k < blocks; k++) {
      sum += 1 / Math.pow(k + 1, skew);
      sums[k] = sum;
    }
    Random random = new Random(11);
    int[] trace = new int[length];
    for (int i = 0; i < length; i++) {
      int found = Arrays.binarySearch(sums, random.nextDouble() * sum);
      trace[i] = Math.min(blocks - 1, found < 0 ? -found - 1 : found);
    }
    return trace;
  }

  /** Hits when the most wanted blocks are held from the start. */
  private static int best(int[] trace) {
    return (int) Arrays.stream(trace).filter(number -> number < CAPACITY).count();
  }
}

package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.cache.store.WorkingSetEstimate.Point;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorkingSetTest {

  private static final int LENGTH = 1000;

  @Test
  void estimateComesCloseToCachesOfTheseSizesThoughItHoldsFewNames() {
    int capacity = 20_000;
    WorkingSet workingSet = new WorkingSet((long) capacity * LENGTH);
    Map<Integer, LruMap> caches = new LinkedHashMap<>();
    for (double factor : new double[] {0.5, 1, 2, 4}) {
      caches.put((int) (capacity * factor), new LruMap((int) (capacity * factor)));
    }
    Random random = new Random(3);
    int reads = 600_000;
    for (int i = 0; i < reads; i++) {
      int number = (int) (Math.pow(random.nextDouble(), 2.5) * 150_000);
      workingSet.note(StoresUnderTest.id(number), LENGTH);
      caches.values().forEach(cache -> cache.read(number));
    }
    WorkingSetEstimate estimate = workingSet.estimate();
    assertThat(estimate.reads()).isEqualTo(reads);
    for (Point point : estimate.points()) {
      double real = caches.get((int) (point.bytes() / LENGTH)).hits / (double) reads;
      assertThat(point.hitRatio()).as("at %s", point.factor()).isCloseTo(real, within(0.03));
    }
  }

  @Test
  void storeTellsWhatTwiceItsSizeWouldHit() throws Exception {
    try (SegmentStore store =
        SegmentStore.open(40L * 4096, 40 * 4096, new io.kindling.cache.metrics.Metrics())) {
      for (int i = 0; i < 600; i++) {
        try (BlockHandle handle = store.acquire(StoresUnderTest.id(i % 60))) {
          if (handle == null) {
            StoresUnderTest.put(store, StoresUnderTest.id(i % 60), new byte[4096]);
          }
        }
      }
      WorkingSetEstimate estimate = store.workingSet();
      assertThat(estimate.points().get(1).hitRatio()).isZero();
      assertThat(estimate.points().get(2).hitRatio()).isCloseTo(0.9, within(0.001));
    }
  }

  private static final class LruMap extends LinkedHashMap<Integer, Boolean> {

    private static final long serialVersionUID = 1;
    private final int most;
    private int hits;

    LruMap(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    void read(int number) {
      if (get(number) != null) {
        hits++;
      } else {
        put(number, Boolean.TRUE);
      }
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
      return size() > most;
    }
  }
}

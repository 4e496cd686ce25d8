package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsSnapshot;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several threads put, read, remove and are interrupted, on a store of both tiers that is too small
 * for all blocks, and that is closed and opened again between the rounds. Each block's bytes follow
 * from its number.
 */
class TieredStoreStressTest {

  private static final int PAGE = PageAllocator.PAGE_SIZE;
  private static final int THREADS = 4;
  private static final int BLOCKS = 200;
  private static final int ROUNDS = 3;

  @TempDir private Path folder;
  private final byte[][] contents = new byte[BLOCKS][];

  @Test
  @Timeout(90)
  void everyReadSeesTheBlocksOwnBytesInBothTiersAndAfterRestarts() throws Exception {
    stress(Duration.ofMillis(700));
  }

  @Test
  @Tag("full")
  @Timeout(180)
  void soItIsForLonger() throws Exception {
    stress(Duration.ofSeconds(10));
  }

  private void stress(Duration length) throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < BLOCKS; i++) {
      contents[i] = StoresUnderTest.bytes(i, 1 + random.nextInt(8 * PAGE));
    }
    Metrics metrics = new Metrics();
    DiskSettings settings =
        new DiskSettings(
            List.of(folder.resolve("a"), folder.resolve("b"), folder.resolve("c")),
            480L * PAGE,
            0,
            8 * PAGE,
            32 * PAGE);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        SegmentStore memory = SegmentStore.open(200L * PAGE, 50 * PAGE, metrics);
        try (TieredStore store = TieredStore.open(memory, settings, metrics)) {
          long end = System.nanoTime() + length.toNanos();
          List<Callable<Void>> work = new ArrayList<>();
          for (int t = 0; t < THREADS; t++) {
            int seed = 100 * round + t;
            work.add(() -> run(store, new Random(seed), end));
          }
          for (Future<Void> done : threads.invokeAll(work)) {
            done.get();
          }
          Awaitility.await().until(store.disk()::isIdle);
          Awaitility.await().untilAsserted(() -> store.disk().checkInvariants());
          assertThat(store.openHandles()).isZero();
          memory.checkInvariants();
        }
      }
    } finally {
      threads.shutdownNow();
    }
    MetricsSnapshot counts = metrics.snapshot();
    assertThat(counts.get(Metric.DISK_HITS)).isGreaterThan(100);
    assertThat(counts.get(Metric.BLOCKS_PROMOTED)).isPositive();
    assertThat(counts.get(Metric.BLOCKS_ADOPTED)).isPositive();
    assertThat(counts.get(Metric.DISK_EVICTED)).isPositive();
    assertThat(counts.get(Metric.CHECKSUM_FAILURES)).isZero();
    assertThat(counts.get(Metric.DISK_FAILURES)).isZero();
  }

  private Void run(TieredStore store, Random random, long end) throws Exception {
    while (System.nanoTime() < end) {
      int number = random.nextInt(random.nextInt(1, BLOCKS + 1));
      if (random.nextInt(200) == 0) {
        store.remove(StoresUnderTest.id(number));
      }
      if (random.nextInt(50) == 0) {
        Thread.currentThread().interrupt();
      }
      try (BlockHandle handle = store.acquire(StoresUnderTest.id(number))) {
        if (handle != null) {
          requireOwnBytes(handle, contents[number], random);
        } else {
          put(store, number);
        }
      }
      boolean ignored = Thread.interrupted();
    }
    return null;
  }

  private void put(TieredStore store, int number) {
    try {
      StoresUnderTest.put(store, StoresUnderTest.id(number), contents[number]);
    } catch (StoreFullException full) {
      Thread.onSpinWait();
    }
  }

  private static void requireOwnBytes(BlockHandle handle, byte[] content, Random random) {
    int from = random.nextInt(content.length);
    int count = random.nextInt(content.length - from) + 1;
    byte[] target = new byte[count];
    if (random.nextBoolean()) {
      handle.copyTo(from, target, 0, count);
    } else {
      int at = 0;
      for (ByteBuffer view : handle.views(from, count)) {
        int length = view.remaining();
        view.get(target, at, length);
        at += length;
      }
    }
    if (!Arrays.equals(target, 0, count, content, from, from + count)) {
      throw new AssertionError("bytes of another block: " + handle);
    }
  }
}

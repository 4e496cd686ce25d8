package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Several threads put, read, hold, remove and evict the same blocks. Each block's bytes follow from
 * its number, so a page that was reused too early shows as wrong bytes.
 */
class SegmentStoreStressTest {

  private static final int PAGE = PageAllocator.PAGE_SIZE;
  private static final int THREADS = 4;
  private static final int BLOCKS = 120;
  private static final long SECONDS = 3;

  @RegisterExtension final StoresUnderTest stores = new StoresUnderTest();

  private final byte[][] contents = new byte[BLOCKS][];
  private final LongAdder reads = new LongAdder();

  @Test
  @Timeout(60)
  void everyReadSeesTheBlocksOwnBytes() throws Exception {
    Metrics metrics = new Metrics();
    SegmentStore store = stores.open(400L * PAGE, 64 * PAGE, metrics);
    Random random = new Random(5);
    for (int i = 0; i < BLOCKS; i++) {
      contents[i] = StoresUnderTest.bytes(i, 1 + random.nextInt(random.nextInt(1, 20) * PAGE));
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      List<Callable<Void>> work = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int seed = t;
        work.add(() -> run(store, new Random(seed), end));
      }
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(reads.sum()).isGreaterThan(1000);
    assertThat(metrics.snapshot().get(Metric.BLOCKS_EVICTED)).isGreaterThan(100);
    assertThat(store.evictionOrder()).isNotEmpty();
  }

  private Void run(SegmentStore store, Random random, long end) throws Exception {
    Deque<BlockHandle> held = new ArrayDeque<>();
    Deque<Integer> heldNumbers = new ArrayDeque<>();
    while (System.nanoTime() < end) {
      int number = random.nextInt(random.nextInt(1, BLOCKS + 1));
      BlockId id = StoresUnderTest.id(number);
      if (random.nextInt(100) == 0) {
        store.remove(id);
      }
      BlockHandle handle = store.acquire(id);
      if (handle == null) {
        handle = put(store, id, contents[number], random);
      }
      if (handle == null) {
        continue;
      }
      requireOwnBytes(handle, contents[number], random);
      held.addLast(handle);
      heldNumbers.addLast(number);
      if (held.size() > random.nextInt(8)) {
        try (BlockHandle oldest = held.removeFirst()) {
          requireOwnBytes(oldest, contents[heldNumbers.removeFirst()], random);
        }
      }
    }
    held.forEach(BlockHandle::close);
    return null;
  }

  /** Fills a block in pieces; null when it was given up half way or there is no room. */
  private static BlockHandle put(SegmentStore store, BlockId id, byte[] content, Random random) {
    try (BlockWriter writer = store.reserve(id, content.length)) {
      while (writer.written() < content.length) {
        int count = 1 + random.nextInt(content.length - writer.written());
        if (random.nextBoolean()) {
          writer.write(content, writer.written(), count);
        } else {
          writer.write(ByteBuffer.wrap(content, writer.written(), count));
        }
        if (random.nextInt(200) == 0) {
          return null;
        }
      }
      return writer.publish();
    } catch (StoreFullException full) {
      return null;
    }
  }

  private void requireOwnBytes(BlockHandle handle, byte[] content, Random random)
      throws ChecksumException {
    assertThat(handle.length()).isEqualTo(content.length);
    int from = random.nextInt(content.length);
    int count = random.nextInt(content.length - from) + 1;
    byte[] target = new byte[count];
    if (random.nextBoolean()) {
      handle.copyTo(from, target, 0, count);
    } else {
      handle.copyTo(from, ByteBuffer.wrap(target), count);
    }
    if (!Arrays.equals(target, 0, count, content, from, from + count)) {
      throw new AssertionError("bytes of another block: " + handle);
    }
    if (random.nextInt(20) == 0) {
      handle.verify();
    }
    reads.increment();
  }
}

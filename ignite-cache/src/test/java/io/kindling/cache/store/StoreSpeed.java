package io.kindling.cache.store;

import com.sun.management.ThreadMXBean;
import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metrics;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/**
 * A quick look at the cost of hits and puts beside that of bare memory copies in the same run.
 * Start it with {@code -Xmx2g -XX:MaxDirectMemorySize=9g}. It proves nothing: it has no forks and
 * no error bars.
 */
final class StoreSpeed {

  private static final int BLOCK = 4 << 20;
  private static final int SMALL = 64 << 10;
  private static final int ROUNDS = 40;
  private static final long ROUND_NANOS = 50_000_000L;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private StoreSpeed() {}

  public static void main(String[] arguments) throws Exception {
    lookups();
    long set = 1L << 30;
    int blocks = (int) (set / BLOCK);
    try (SegmentStore store = SegmentStore.open(set, 256 << 20, new Metrics())) {
      byte[] content = new byte[BLOCK];
      ThreadLocalRandom.current().nextBytes(content);
      for (int i = 0; i < blocks; i++) {
        StoresUnderTest.put(store, id(i), content);
      }
      ByteBuffer[] bare = bareBuffers(blocks);
      for (int threads = 1; threads <= 2; threads++) {
        double copy = gigabytes(threads, BLOCK, thread -> bareCopy(bare, BLOCK));
        double hit = gigabytes(threads, BLOCK, thread -> hit(store, blocks, BLOCK));
        double heap = gigabytes(threads, BLOCK, thread -> heapCopy());
        System.out.printf(
            "%d thread(s), 4 MiB: bare direct copy %.2f, heap copy %.2f, hit %.2f GB/s (%.2f of"
                + " bare)%n",
            threads, copy, heap, hit, hit / copy);
        double put = gigabytes(threads, BLOCK, thread -> put(store, blocks));
        System.out.printf(
            "%d thread(s), 4 MiB: put %.2f GB/s (%.2f of bare)%n", threads, put, put / copy);
        double copySmall = micros(threads, thread -> bareCopy(bare, SMALL));
        double hitSmall = micros(threads, thread -> hit(store, blocks, SMALL));
        System.out.printf(
            "%d thread(s), 64 KiB at random: bare %.2f us, hit %.2f us (%.2f of bare)%n",
            threads, copySmall, hitSmall, hitSmall / copySmall);
      }
      for (int i = 0; i < blocks; i++) {
        StoresUnderTest.put(store, id(i), content);
      }
      System.out.printf("allocated per hit: %d bytes%n", allocatedPerHit(store));
    }
  }

  private static void lookups() throws Exception {
    int count = 1_000_000;
    long before = heapUsed();
    try (SegmentStore store = SegmentStore.open(count * 4096L, 1 << 30, new Metrics())) {
      byte[] content = new byte[100];
      for (int i = 0; i < count; i++) {
        StoresUnderTest.put(store, id(i), content);
      }
      System.out.printf(
          "1,000,000 blocks of 100 bytes: %d bytes of heap each%n", (heapUsed() - before) / count);
      for (int threads = 1; threads <= 2; threads++) {
        double none = micros(threads, thread -> () -> sink(id(random(count)).index()));
        double nanos = 1000 * micros(threads, thread -> () -> open(store, id(random(count))));
        double hot = 1000 * micros(threads, thread -> () -> open(store, id(7)));
        System.out.printf(
            "%d thread(s): acquire + close at random %.0f ns (of them %.0f for drawing the id),"
                + " of one hot block %.0f ns%n",
            threads, nanos, none * 1000, hot);
      }
      double put =
          micros(1, thread -> () -> putQuietly(store, id(count + random(1 << 30)), content));
      System.out.printf("1 thread: put that evicts one block %.2f us%n", put);
    }
  }

  private static ByteBuffer[] bareBuffers(int blocks) {
    ByteBuffer[] segments = new ByteBuffer[blocks * (BLOCK >> 20) / 256];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = ByteBuffer.allocateDirect(256 << 20);
    }
    return segments;
  }

  private static Runnable bareCopy(ByteBuffer[] segments, int size) {
    byte[] target = new byte[size];
    return () -> {
      ByteBuffer segment = segments[random(segments.length)];
      segment.get(
          random(segment.capacity() / BLOCK) * BLOCK + (size < BLOCK ? random(60) << 16 : 0),
          target);
      sink(target[size / 2]);
    };
  }

  private static Runnable heapCopy() {
    byte[] source = new byte[64 << 20];
    byte[] target = new byte[BLOCK];
    return () -> {
      System.arraycopy(source, random(source.length / BLOCK) * BLOCK, target, 0, BLOCK);
      sink(target[BLOCK / 2]);
    };
  }

  private static Runnable hit(SegmentStore store, int blocks, int size) {
    byte[] target = new byte[size];
    return () -> {
      try (BlockHandle handle = store.acquire(id(random(blocks)))) {
        if (handle != null) {
          handle.copyTo(size < BLOCK ? random(60) << 16 : 0, target, 0, size);
        }
      }
      sink(target[size / 2]);
    };
  }

  private static Runnable put(SegmentStore store, int blocks) {
    byte[] content = new byte[BLOCK];
    return () -> {
      BlockId id = id(random(blocks));
      store.remove(id);
      putQuietly(store, id, content);
    };
  }

  private static void putQuietly(SegmentStore store, BlockId id, byte[] content) {
    try {
      StoresUnderTest.put(store, id, content);
    } catch (StoreFullException full) {
      throw new IllegalStateException(full);
    }
  }

  private static void open(SegmentStore store, BlockId id) {
    try (BlockHandle handle = store.acquire(id)) {
      sink(handle == null ? 0 : handle.length());
    }
  }

  private static long allocatedPerHit(SegmentStore store) {
    BlockId id = id(3);
    byte[] target = new byte[SMALL];
    int times = 200_000;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < times; i++) {
      try (BlockHandle handle = store.acquire(id)) {
        if (handle != null) {
          handle.copyTo(0, target, 0, 100);
        }
      }
    }
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / times;
  }

  private static double gigabytes(int threads, int bytes, IntFunction<Runnable> work)
      throws Exception {
    return threads * (double) bytes / micros(threads, work) / 1000;
  }

  /** Microseconds of one piece of work in each of some threads, the best of some rounds. */
  private static double micros(int threads, IntFunction<Runnable> work) throws Exception {
    double[] best = new double[threads];
    CyclicBarrier barrier = new CyclicBarrier(threads);
    Thread[] running = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      int thread = t;
      running[t] =
          new Thread(
              () -> {
                Runnable piece = work.apply(thread);
                best[thread] = Double.MAX_VALUE;
                for (int round = 0; round < ROUNDS; round++) {
                  await(barrier);
                  best[thread] = Math.min(best[thread], round(piece));
                }
              });
      running[t].start();
    }
    double sum = 0;
    for (int t = 0; t < threads; t++) {
      running[t].join();
      sum += best[t];
    }
    return sum / threads;
  }

  /** Counts the thread's own processor time, so that others on the machine disturb less. */
  private static double round(Runnable piece) {
    long end = System.nanoTime() + ROUND_NANOS;
    long start = THREADS.getCurrentThreadCpuTime();
    long pieces = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 16; i++) {
        piece.run();
      }
      pieces += 16;
    }
    return (THREADS.getCurrentThreadCpuTime() - start) / 1000.0 / pieces;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static BlockId id(int number) {
    return StoresUnderTest.id(number);
  }

  private static int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }

  /** Depends on a result, so that no work can be optimised away. */
  private static void sink(int value) {
    if (value == 0x12345678) {
      System.out.println();
    }
  }

  private static long heapUsed() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

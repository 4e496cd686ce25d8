package io.kindling.benchmarks;

import com.sun.management.ThreadMXBean;
import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.DiskSettings;
import io.kindling.cache.store.SegmentStore;
import io.kindling.cache.store.TieredStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The block store against what limits it: a copy between two places in memory, a plain read of a
 * file out of the page cache, a microsecond, 200 bytes.
 *
 * <p>Measured in {@link Rounds}: each ratio is made of neighbours in time, which holds on a machine
 * that others use as well; forked runs, one after the other, do not. The clock is the processor
 * time of the measuring thread, because nothing here waits; with two threads, twice that of one of
 * them.
 */
final class StoreLimits implements Benchmark {

  private static final int BLOCK = 4 << 20;
  private static final int SMALL = 64 << 10;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Override
  public String name() {
    return "store";
  }

  @Override
  public String description() {
    return "hits, puts, disk reads and lookups of the block store against their limits";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    List<Row> rows = new ArrayList<>();
    memory(rows, scale);
    disk(rows, scale);
    lookups(rows, scale);
    return rows;
  }

  private static void memory(List<Row> rows, Scale scale) throws Exception {
    int blocks = scale.choose(256, 32);
    int rounds = scale.choose(15, 3);
    int count = scale.choose(200, 50);
    ExecutorService second = Executors.newSingleThreadExecutor();
    try (SegmentStore store = SegmentStore.open((long) blocks * BLOCK, new Metrics())) {
      for (int i = 0; i < blocks; i++) {
        put(store, i, new byte[BLOCK]);
      }
      ByteBuffer bare = ByteBuffer.allocateDirect(Math.min(blocks, 255) * BLOCK);
      for (int at = 0; at < bare.capacity(); at += 4096) {
        bare.put(at, (byte) 1);
      }
      System.err.print("memory ");
      Rounds whole =
          rounds()
              .add("copy", () -> copies(bare, BLOCK, count))
              .add("hit", () -> hits(store, blocks, BLOCK, count))
              .add("put", () -> puts(store, blocks, count))
              .add("copy 2", () -> both(second, () -> copies(bare, BLOCK, count)))
              .add("hit 2", () -> both(second, () -> hits(store, blocks, BLOCK, count)))
              .warm(3)
              .run(rounds);
      Row hit = whole.row("hit", "hit, copy of 4 MiB / memory copy", "GB/s", 0.9);
      Row copies = whole.row("copy 2", "memory copy, 2 threads / 1 (limit)", "GB/s", null);
      Row hits = whole.row("hit 2", "hit, 2 threads", "GB/s", null);
      rows.add(hit);
      rows.add(whole.row("put", "put of 4 MiB with checksum / memory copy", "GB/s", 0.5));
      rows.add(copies);
      rows.add(
          limited(
              "hit, 2 threads / 1, against the same of a memory copy",
              "times",
              hits.value() / hit.value(),
              copies.value() / copies.reference(),
              0.9));
      System.err.print("64 KB ");
      Rounds small =
          rounds()
              .add("copy", () -> copies(bare, SMALL, 40 * count))
              .add("hit", () -> hits(store, blocks, SMALL, 40 * count))
              .warm(5)
              .run(rounds);
      rows.add(small.row("hit", "64 KB inside 4 MiB, hit / plain copy", "GB/s", 0.5));
      rows.add(below("allocated by a hit, limit / bytes", "bytes", allocatedByHit(store), 200));
    } finally {
      second.shutdownNow();
    }
  }

  private static void disk(List<Row> rows, Scale scale) throws Exception {
    int blocks = scale.choose(128, 16);
    int rounds = scale.choose(15, 3);
    Path folder = Files.createTempDirectory(scale.folder(), "store");
    Path plain = folder.resolve("plain");
    Metrics metrics = new Metrics();
    DiskSettings settings =
        new DiskSettings(
            List.of(folder.resolve("tier")), (blocks + 64L) * BLOCK, 0, BLOCK, 64 * BLOCK);
    System.err.print("disk ");
    try (FileChannel file =
            FileChannel.open(
                plain,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        TieredStore store =
            TieredStore.open(SegmentStore.open(16L * BLOCK, metrics), settings, metrics)) {
      for (int i = 0; i < blocks; i++) {
        file.write(ByteBuffer.allocate(BLOCK), (long) i * BLOCK);
        put(store, i, new byte[BLOCK]);
        awaitWritten(metrics, i + 1);
      }
      // Memory is full of what may not leave, so that every read is one of the disk tier.
      store.apply(PathPolicies.NONE.pin("pinned:/"));
      for (int i = 0; i < 16; i++) {
        put(store, "pinned:/x", blocks + i, new byte[BLOCK]);
      }
      Rounds measured =
          rounds()
              .add("file", () -> fileReads(file, blocks))
              .add("disk", () -> hits(store, blocks, BLOCK, blocks))
              .warm(3);
      long before = metrics.snapshot().get(Metric.DISK_HITS);
      measured.run(rounds);
      long found = metrics.snapshot().get(Metric.DISK_HITS) - before;
      if (found != (long) rounds * blocks) {
        throw new IllegalStateException(found + " of the reads found their block on disk");
      }
      rows.add(measured.row("disk", "disk tier, 4 MiB / plain file read", "GB/s", 0.8));
      store.apply(PathPolicies.NONE);
      Rounds scanning =
          rounds()
              .add("file", () -> fileReads(file, blocks))
              .add("disk", () -> hits(store, blocks, BLOCK, blocks))
              .warm(1)
              .run(rounds);
      rows.add(
          scanning.row(
              "disk",
              "disk tier, scans of more than memory holds / plain file read",
              "GB/s",
              null));
    } finally {
      try (Stream<Path> left = Files.walk(folder)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static void lookups(List<Row> rows, Scale scale) throws Exception {
    int count = scale.choose(1_000_000, 100_000);
    System.err.print("lookups ");
    long before = heapUsed();
    try (SegmentStore store = SegmentStore.open(count * 4096L, 1 << 30, new Metrics())) {
      for (int i = 0; i < count; i++) {
        put(store, i, new byte[1]);
      }
      rows.add(
          below(
              "heap of a held block, limit / bytes",
              "bytes",
              (double) (heapUsed() - before) / count,
              200));
      Rounds measured =
          rounds().add("lookup", () -> lookups(store, count)).warm(3).run(scale.choose(9, 3));
      double nanos = 1e9 / measured.row("lookup", "", "", null).value();
      rows.add(below("lookup among " + count + " blocks, limit / ns", "ns", nanos, 1000));
    }
  }

  private static Rounds rounds() {
    return new Rounds().by(THREADS::getCurrentThreadCpuTime);
  }

  /** A value that should be large against what limits it. */
  private static Row limited(String name, String unit, double value, double limit, double target) {
    return new Row(name, unit, value, limit, value / limit, target);
  }

  /** A value that should stay below a limit. */
  private static Row below(String name, String unit, double value, double limit) {
    return new Row(name, unit, value, limit, limit / value, 1.0);
  }

  private static double copies(ByteBuffer source, int size, int count) {
    byte[] target = new byte[size];
    SplittableRandom random = new SplittableRandom(count);
    for (int i = 0; i < count; i++) {
      source.get(random.nextInt(source.capacity() / size) * size, target);
    }
    return (double) size * count / 1e9;
  }

  private static double hits(BlockStore store, int blocks, int size, int count) {
    byte[] target = new byte[size];
    SplittableRandom random = new SplittableRandom(count);
    for (int i = 0; i < count; i++) {
      int number = random.nextInt(blocks);
      try (BlockHandle handle = store.acquire(id(number))) {
        if (handle == null) {
          throw new IllegalStateException("block " + number + " is not held");
        }
        handle.copyTo(random.nextInt(BLOCK / size) * size, target, 0, size);
      }
    }
    return (double) size * count / 1e9;
  }

  private static double puts(BlockStore store, int blocks, int count) throws IOException {
    byte[] content = new byte[BLOCK];
    SplittableRandom random = new SplittableRandom(count);
    for (int i = 0; i < count; i++) {
      int number = random.nextInt(blocks);
      store.remove(id(number));
      put(store, number, content);
    }
    return (double) BLOCK * count / 1e9;
  }

  private static double fileReads(FileChannel file, int blocks) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(BLOCK);
    SplittableRandom random = new SplittableRandom(blocks);
    for (int i = 0; i < blocks; i++) {
      long at = (long) random.nextInt(blocks) * BLOCK;
      target.clear();
      while (target.hasRemaining()) {
        int ignored = file.read(target, at + target.position());
      }
    }
    return (double) BLOCK * blocks / 1e9;
  }

  private static double lookups(BlockStore store, int count) {
    SplittableRandom random = new SplittableRandom(7);
    long found = 0;
    for (int i = 0; i < 1_000_000; i++) {
      try (BlockHandle handle = store.acquire(id(random.nextInt(count)))) {
        found += handle == null ? 0 : handle.length();
      }
    }
    return found;
  }

  private static double both(ExecutorService second, Rounds.Work work) throws Exception {
    Future<Double> other = second.submit(work::run);
    double own = work.run();
    double ignored = other.get();
    return 2 * own;
  }

  private static double allocatedByHit(BlockStore store) {
    byte[] target = new byte[4096];
    int times = 200_000;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < times; i++) {
      try (BlockHandle handle = store.acquire(id(3))) {
        if (handle != null) {
          handle.copyTo(0, target, 0, target.length);
        }
      }
    }
    return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / times;
  }

  private static void awaitWritten(Metrics metrics, long blocks) throws InterruptedException {
    while (metrics.snapshot().get(Metric.BLOCKS_DEMOTED) < blocks) {
      Thread.sleep(1);
    }
  }

  private static void put(BlockStore store, int number, byte[] content) throws IOException {
    put(store, "bench:/x", number, content);
  }

  private static void put(BlockStore store, String uri, int number, byte[] content)
      throws IOException {
    try (BlockWriter writer = store.reserve(id(number), content.length, new BlockOrigin(uri))) {
      writer.write(content, 0, content.length);
      writer.publish().close();
    }
  }

  private static BlockId id(int number) {
    return new BlockId(number * 0x9E3779B97F4A7C15L, number, 0);
  }

  private static long heapUsed() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}

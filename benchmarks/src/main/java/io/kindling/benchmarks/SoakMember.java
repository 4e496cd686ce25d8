package io.kindling.benchmarks;

import io.kindling.benchmarks.Vitals.Quantity;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import io.kindling.cache.node.StorageNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of the soak: a storage node or a client, which reads at random, compares what it gets, and
 * tells how it is. Ends with its input.
 */
final class SoakMember {

  static final String READY = "READY";
  static final String SAMPLE = "SAMPLE ";
  static final String WRONG = "WRONG ";

  private static final String HOST = "127.0.0.1";
  private static final int READERS = 2;

  /** Between two reads of a reader: the soak is long and not fast. */
  private static final long PAUSE_MILLIS = 4;

  private static final int LARGEST_READ = 256 << 10;

  private final BlockCache cache;
  private final @Nullable StorageNode node;
  private final int files;
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong verified = new AtomicLong();
  private volatile boolean stopped;

  private SoakMember(BlockCache cache, @Nullable StorageNode node, int files) {
    this.cache = cache;
    this.node = node;
    this.files = files;
  }

  /**
   * The JVM. The arguments are {@code node} or {@code client}, the number of files, the seconds
   * between samples, and options, each {@code key=value}.
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (String argument : Arrays.asList(arguments).subList(3, arguments.length)) {
      int equals = argument.indexOf('=');
      options.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    Settings settings = Settings.read(CacheOptions.ALL, options::get);
    String user = System.getProperty("user.name");
    StorageNode node =
        arguments[0].equals("node")
            ? KindlingProcess.startNode(new NodePlace(HOST, "", user), settings)
            : null;
    BlockCache cache = KindlingProcess.cache(settings, user);
    SoakMember member = new SoakMember(cache, node, Integer.parseInt(arguments[1]));
    System.out.println(READY);
    member.run(1000L * Integer.parseInt(arguments[2]));
    KindlingProcess.stopNode();
  }

  private void run(long pauseMillis) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      Thread reader = new Thread(this::read, "soak-reader-" + i);
      reader.start();
      threads.add(reader);
    }
    long next = System.nanoTime();
    while (!isInputAtEnd()) {
      if (System.nanoTime() - next >= 0) {
        System.out.println(SAMPLE + sample().text());
        next += pauseMillis * 1_000_000;
      }
      Thread.sleep(100);
    }
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    // Serving others may hold a handle for a moment more.
    for (int tries = 0; tries < 100 && handles() > 0; tries++) {
      Thread.sleep(50);
    }
    if (handles() > 0) {
      System.out.println(WRONG + handles() + " handles are open, and nobody reads");
    }
    System.out.println(SAMPLE + sample().text());
  }

  private static boolean isInputAtEnd() throws IOException {
    return System.in.available() > 0 && System.in.read() == 'q';
  }

  private long handles() {
    return node == null ? 0 : node.openHandles();
  }

  private Vitals sample() throws IOException {
    MetricsSnapshot counts = KindlingProcess.metrics();
    Map<Quantity, Double> counted = new EnumMap<>(Quantity.class);
    counted.put(Quantity.HANDLES, (double) handles());
    counted.put(Quantity.READS, (double) reads.get());
    counted.put(Quantity.VERIFIED, verified.get() / Vitals.MIB);
    counted.put(Quantity.FETCHED, counts.get(Metric.FETCHED_BYTES) / Vitals.MIB);
    counted.put(Quantity.EVICTED, (double) counts.get(Metric.BLOCKS_EVICTED));
    counted.put(Quantity.DEMOTED, (double) counts.get(Metric.BLOCKS_DEMOTED));
    counted.put(Quantity.PROMOTED, (double) counts.get(Metric.BLOCKS_PROMOTED));
    counted.put(Quantity.DISK_HITS, (double) counts.get(Metric.DISK_HITS));
    counted.put(Quantity.ADOPTED, (double) counts.get(Metric.BLOCKS_ADOPTED));
    counted.put(Quantity.CHECKSUM_FAILURES, (double) counts.get(Metric.CHECKSUM_FAILURES));
    counted.put(Quantity.DISK_FAILURES, (double) counts.get(Metric.DISK_FAILURES));
    return Vitals.now(counted);
  }

  private void read() {
    byte[] bytes = new byte[LARGEST_READ];
    byte[] expected = new byte[LARGEST_READ];
    try {
      while (!stopped) {
        readOnce(bytes, expected);
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException | RuntimeException failed) {
      System.out.println(WRONG + "a read failed: " + failed);
      failed.printStackTrace();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void readOnce(byte[] bytes, byte[] expected) throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // Low numbers are wanted more, so that some blocks live in memory and others on disk.
    int number = random.nextInt(random.nextInt(1, files + 1));
    SoakFile file = new SoakFile(number);
    int count = random.nextInt(1, LARGEST_READ + 1);
    int position = random.nextInt(SoakFile.LENGTH - count);
    try (CachedFile cached = cache.open(file, System.getProperty("user.name"))) {
      int got = cached.read(position, bytes, 0, count);
      file.fill(position, expected, count);
      if (got != count || !Arrays.equals(bytes, 0, count, expected, 0, count)) {
        System.out.println(
            WRONG + "file " + number + " at " + position + ": " + got + " of " + count + " bytes");
      }
    }
    reads.incrementAndGet();
    verified.addAndGet(count);
  }
}

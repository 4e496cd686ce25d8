package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.client.TestCluster.Member;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.store.StoreInvariants;
import io.kindling.cache.store.TieredStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers in three JVMs on two stores that are far too small, over an under store that breaks off
 * every fiftieth fetch. After each round everything that was held has to be given back.
 */
class LeaseStressTest {

  private static final int FILES = 6;
  private static final int LENGTH = 3_333_333;
  private static final int THREADS = 6;
  private static final Duration ROUND = Duration.ofMillis(600);
  private static final Duration LONG_ROUND = Duration.ofMillis(2_400);

  private static final Map<String, String> OPTIONS =
      Map.of("fs.cache.fetch.size", "64k", "fs.cache.lease.timeout", "500ms");

  private @TempDir Path folder;
  private @Nullable TestCluster cluster;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() throws IOException {
    threads.shutdownNow();
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void everyReadSeesItsBytesAndNothingIsLeftBehind() throws Exception {
    var ignored = stress(OPTIONS, ROUND);
  }

  @Test
  void soItIsWithDisksBelowTheMemory() throws Exception {
    stressWithDisks(ROUND);
  }

  @RepeatedTest(3)
  @Tag("full")
  void soItIsForLonger() throws Exception {
    var ignored = stress(OPTIONS, LONG_ROUND);
  }

  @RepeatedTest(3)
  @Tag("full")
  void soItIsWithDisksForLonger() throws Exception {
    stressWithDisks(LONG_ROUND);
  }

  private void stressWithDisks(Duration length) throws Exception {
    Map<String, String> options = new HashMap<>(OPTIONS);
    options.put("fs.cache.disk.dirs", folder.resolve("a") + "," + folder.resolve("b"));
    options.put("fs.cache.disk.size", "6m");
    options.put("fs.cache.disk.free", "0");
    MetricsSnapshot sum = stress(options, length);
    assertThat(sum.get(Metric.DISK_HITS)).isPositive();
    assertThat(sum.get(Metric.BLOCKS_PROMOTED)).isPositive();
    assertThat(sum.get(Metric.DISK_EVICTED)).isPositive();
    assertThat(sum.get(Metric.DISK_FAILURES)).isZero();
  }

  private MetricsSnapshot stress(Map<String, String> options, Duration length) throws Exception {
    TestCluster started = new TestCluster(options);
    cluster = started;
    List<Member> nodes = List.of(started.node("ann"), started.node("ann"));
    List<Member> members = new ArrayList<>(nodes);
    members.add(started.client("ann"));
    for (int round = 0; round < 3; round++) {
      List<CompletableFuture<Void>> readers = new ArrayList<>();
      long end = System.nanoTime() + length.toNanos();
      for (int thread = 0; thread < THREADS; thread++) {
        Member member = members.get(thread % members.size());
        long seed = ThreadLocalRandom.current().nextLong();
        readers.add(CompletableFuture.runAsync(() -> readUntil(end, member, seed), threads));
      }
      for (CompletableFuture<Void> reader : readers) {
        reader.get(30, TimeUnit.SECONDS);
      }
      settle(members);
      for (Member node : nodes) {
        if (node.blocks instanceof TieredStore tiers) {
          StoreInvariants.check(tiers);
        }
        StoreInvariants.check(Objects.requireNonNull(node.store));
        assertThat(node.store.used()).isLessThanOrEqualTo(node.store.capacity());
      }
    }
    MetricsSnapshot sum = MetricsSnapshot.zero();
    for (Member member : members) {
      MetricsSnapshot counts = member.metrics.snapshot();
      assertThat(counts.get(Metric.REQUESTED_BYTES))
          .isEqualTo(
              counts.get(Metric.MEMORY_BYTES)
                  + counts.get(Metric.DISK_BYTES)
                  + counts.get(Metric.PEER_BYTES)
                  + counts.get(Metric.UNDER_STORE_BYTES));
      assertThat(counts.get(Metric.PEER_FAILURES)).as("nobody is at fault here").isZero();
      sum = sum.plus(counts);
    }
    assertThat(sum.get(Metric.BLOCKS_EVICTED)).isPositive();
    assertThat(sum.get(Metric.CHECKSUM_FAILURES)).isZero();
    return sum;
  }

  private static void settle(List<Member> members) {
    Awaitility.await()
        .untilAsserted(
            () -> {
              for (Member member : members) {
                member.settle();
                if (member.store != null) {
                  assertThat(member.store.openWriters()).isZero();
                  assertThat(member.store.openHandles()).isZero();
                }
              }
            });
  }

  private static void readUntil(long end, Member member, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[100_000];
    while (System.nanoTime() - end < 0) {
      FlakyFile flaky = new FlakyFile(random.nextInt(FILES));
      int position = random.nextInt(LENGTH);
      int count = Math.min(1 + random.nextInt(bytes.length), LENGTH - position);
      try (CachedFile file = member.open(flaky)) {
        assertThat(file.read(position, bytes, 0, count)).isEqualTo(count);
        for (int i = 0; i < count; i += 97) {
          if (bytes[i] != flaky.content(position + i)) {
            throw new AssertionError("seed " + seed + ": wrong byte at " + (position + i));
          }
        }
      } catch (IOException failed) {
        assertThat(flaky.brokenOff).as("a stranger's error: %s", failed).isTrue();
      }
    }
  }

  /** A file that can be made up anywhere. */
  private static final class FlakyFile implements UnderStoreFile {

    private final int number;
    private final FileVersion version;
    private volatile boolean brokenOff;

    FlakyFile(int number) {
      this.number = number;
      this.version =
          FileVersion.of(
              "mem://flaky/" + number,
              LENGTH,
              "1",
              number % 3 == 0 ? Strength.WEAK : Strength.STRONG);
    }

    byte content(int position) {
      return (byte) (position * 7 + position / 253 + number);
    }

    @Override
    public FileVersion version() {
      return version;
    }

    @Override
    public void fetch(long position, long length, ByteSink sink) throws IOException {
      Random random = ThreadLocalRandom.current();
      long breaksAt = random.nextInt(50) == 0 ? random.nextInt((int) length) : length;
      byte[] piece = new byte[1 + random.nextInt(9_000)];
      for (long at = 0; at < length; at += piece.length) {
        if (at >= breaksAt) {
          brokenOff = true;
          throw new IOException("broken off");
        }
        int count = (int) Math.min(piece.length, length - at);
        for (int i = 0; i < count; i++) {
          piece[i] = content((int) (position + at) + i);
        }
        sink.accept(piece, 0, count);
      }
    }

    @Override
    public void checkReadable() {}

    @Override
    public void checkUnchanged() {}

    @Override
    public void close() {}
  }
}

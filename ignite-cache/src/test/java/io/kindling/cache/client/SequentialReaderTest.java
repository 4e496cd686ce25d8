package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.Strength;
import io.kindling.cache.client.CachedFile.Brought;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.store.SegmentStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Read-ahead by its requests: how many at once, of what, and how often. */
@Timeout(120)
class SequentialReaderTest {

  private static final int BLOCK = TestCluster.LAYOUT.blockSize();
  private static final int LENGTH = 128 * BLOCK + 123;

  private TestCluster cluster;
  private TestCluster.Member node;

  @BeforeEach
  void start() throws IOException {
    cluster =
        new TestCluster(
            Map.of("fs.cache.read-ahead.size", "256k", "fs.cache.read-ahead.requests", "6"));
    node = cluster.node("ann");
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  @Test
  void coldFileIsFetchedBySeveralRequestsAtOnceAndEveryByteOnce() throws Exception {
    for (Strength strength : Strength.values()) {
      CountingFile file = new CountingFile("mem://" + strength, LENGTH, 20, strength);
      long before = node.metrics.snapshot().get(Metric.FETCHED_BYTES);
      assertThat(readAll(node, file, AccessPattern.ADAPTIVE, 10_000)).isEqualTo(file.bytes);
      assertThat(node.metrics.snapshot().get(Metric.FETCHED_BYTES) - before).isEqualTo(LENGTH);
      assertThat(file.mostInFlight.get()).isBetween(4, 7);
      assertThat(file.starts).doesNotHaveDuplicates();
    }
    assertAccountsAgree(node);
  }

  @Test
  void clientOfAStorageNodeReadsAheadAsWellAndTheNodeGetsTheBlocks() throws Exception {
    TestCluster.Member client = cluster.client("ann");
    CountingFile file = new CountingFile("mem://remote", LENGTH, 20);
    assertThat(readAll(client, file, AccessPattern.SEQUENTIAL, 10_000)).isEqualTo(file.bytes);
    assertThat(client.metrics.snapshot().get(Metric.FETCHED_BYTES)).isEqualTo(LENGTH);
    assertThat(file.mostInFlight.get()).isBetween(4, 7);
    assertAccountsAgree(client);
    client.settle();

    int fetches = file.starts.size();
    assertThat(readAll(client, file, AccessPattern.SEQUENTIAL, 10_000)).isEqualTo(file.bytes);
    assertThat(file.starts).hasSize(fetches);
    assertThat(client.buffers.taken()).isZero();
  }

  @Test
  void randomReadsAndReadsDeclaredRandomFetchOnlyTheirBlocks() throws Exception {
    Random random = new Random(7);
    for (AccessPattern pattern : List.of(AccessPattern.ADAPTIVE, AccessPattern.RANDOM)) {
      CountingFile file = new CountingFile("mem://random-" + pattern, LENGTH, 1);
      try (CachedFile cached = node.open(file)) {
        SequentialReader reader = cached.sequential(pattern, Long.MAX_VALUE);
        List<Integer> blocks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          int block = random.nextInt(128);
          blocks.add(block);
          byte[] bytes = new byte[100];
          reader.read((long) block * BLOCK, bytes, 0, 100);
          assertThat(bytes)
              .isEqualTo(Arrays.copyOfRange(file.bytes, block * BLOCK, block * BLOCK + 100));
        }
        reader.close();
        assertThat(file.starts).hasSize((int) blocks.stream().distinct().count());
      }
    }
    assertThat(node.metrics.snapshot().get(Metric.READ_AHEAD_BYTES)).isZero();
    CountingFile straight = new CountingFile("mem://straight", LENGTH, 1);
    readAll(node, straight, AccessPattern.RANDOM, 64 << 10);
    assertThat(node.metrics.snapshot().get(Metric.READ_AHEAD_BYTES)).isZero();
  }

  @Test
  void nothingIsReadAheadBeyondTheSplitThatIsRead() throws Exception {
    CountingFile file = new CountingFile("mem://split", LENGTH, 5);
    try (CachedFile cached = node.open(file)) {
      SequentialReader reader = cached.sequential(AccessPattern.SEQUENTIAL, 20L * BLOCK);
      byte[] bytes = new byte[BLOCK];
      for (long at = 0; at < 20L * BLOCK; at += BLOCK) {
        assertThat(reader.read(at, bytes, 0, BLOCK)).isEqualTo(BLOCK);
      }
      reader.close();
    }
    assertThat(file.starts).allSatisfy(start -> assertThat(start).isLessThan(20L * BLOCK));
    assertThat(node.metrics.snapshot().get(Metric.FETCHED_BYTES)).isEqualTo(20L * BLOCK);
  }

  @Test
  void readingElsewhereAndClosingEndTheReadAhead() throws Exception {
    CountingFile file = new CountingFile("mem://left", LENGTH, 50);
    CachedFile cached = node.open(file);
    SequentialReader reader = cached.sequential(AccessPattern.SEQUENTIAL, Long.MAX_VALUE);
    byte[] bytes = new byte[100];
    reader.read(0, bytes, 0, 100);
    await().until(() -> file.mostInFlight.get() > 2);
    reader.read(100L * BLOCK, bytes, 0, 100);
    reader.close();
    cached.close();
    await().until(() -> file.inFlight.get() == 0 && node.buffers.taken() == 0);
    int fetches = file.starts.size();
    Thread.sleep(150);
    assertThat(file.starts).hasSize(fetches);
    // A request that was under way ends with the block that it is in.
    assertThat(node.metrics.snapshot().get(Metric.FETCHED_BYTES)).isLessThan(LENGTH / 2);
  }

  @Test
  void whoHasReadSuchFilesThroughoutIsReadAheadOfFromTheFirstByte() throws Exception {
    CountingFile file = new CountingFile("mem://next", LENGTH, 50);
    try (CachedFile cached = node.open(file)) {
      assertThat(cached.bring(0)).isEqualTo(Brought.FETCHED);
      SequentialReader reader = cached.sequential(AccessPattern.ADAPTIVE, Long.MAX_VALUE);
      reader.expectMisses(true);
      byte[] bytes = new byte[100];
      reader.read(0, bytes, 0, 100);
      await().until(() -> file.mostInFlight.get() > 2);
      assertThat(reader.hasReadThroughout()).isFalse();
      reader.close();
    }
    CountingFile small = new CountingFile("mem://throughout", 3 * BLOCK, 1);
    try (CachedFile cached = node.open(small)) {
      SequentialReader reader = cached.sequential(AccessPattern.ADAPTIVE, Long.MAX_VALUE);
      byte[] bytes = new byte[BLOCK];
      for (int block = 0; block < 3; block++) {
        reader.read((long) block * BLOCK, bytes, 0, BLOCK);
      }
      assertThat(reader.hasReadThroughout()).isTrue();
      reader.close();
    }
  }

  @Test
  void readerSeesWhyAPieceAheadCouldNotBeFetched() throws Exception {
    CountingFile file = new CountingFile("mem://burning", LENGTH, 5);
    file.failsFrom = 40L * BLOCK;
    assertThatThrownBy(() -> readAll(node, file, AccessPattern.SEQUENTIAL, 10_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("on fire");
    await().until(() -> node.buffers.taken() == 0);
  }

  @Test
  void warmFileIsNotReadAhead() throws Exception {
    CountingFile file = new CountingFile("mem://warm", LENGTH, 0);
    node.readAll(file);
    assertThat(readAll(node, file, AccessPattern.SEQUENTIAL, 5_000)).isEqualTo(file.bytes);
    assertThat(node.metrics.snapshot().get(Metric.READ_AHEAD_BYTES)).isZero();
  }

  @Test
  void allStreamsTogetherStayWithinTheBudget() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(24);
    List<Future<?>> all = new ArrayList<>();
    long limit = node.buffers.limit();
    for (int i = 0; i < 48; i++) {
      CountingFile file = new CountingFile("mem://many-" + i, 32 * BLOCK + i, 5);
      all.add(
          threads.submit(
              () -> {
                byte[] read = readAll(node, file, AccessPattern.SEQUENTIAL, 7_000);
                assertThat(read).isEqualTo(file.bytes);
                assertThat(node.buffers.held()).isLessThanOrEqualTo(limit);
                return read.length;
              }));
    }
    for (Future<?> each : all) {
      assertThat(each.get()).isNotNull();
    }
    threads.shutdown();
    assertThat(node.metrics.snapshot().get(Metric.BUFFERS_REFUSED)).isPositive();
    await().until(() -> node.buffers.taken() == 0);
    assertAccountsAgree(node);
  }

  @Test
  void pinnedBytesAreTheBlockItselfAndKeepItUntilTheyAreClosed() throws Exception {
    CountingFile file = new CountingFile("mem://pinned", LENGTH, 0);
    SegmentStore store = Objects.requireNonNull(node.store);
    try (CachedFile cached = node.open(file)) {
      assertThat(cached.pin(0, 100)).isNull();
      node.readAll(file);
      PinnedBytes pinned = Objects.requireNonNull(cached.pin(BLOCK + 10, 10 * BLOCK));
      ByteBuffer view = pinned.bytes();
      assertThat(view.isDirect() && view.isReadOnly()).isTrue();
      assertThat(view.remaining()).isEqualTo(BLOCK - 10);
      byte[] seen = new byte[view.remaining()];
      view.duplicate().get(seen);
      assertThat(seen).isEqualTo(Arrays.copyOfRange(file.bytes, BLOCK + 10, 2 * BLOCK));
      assertThat(store.openHandles()).isOne();
      pinned.close();
      pinned.close();
      assertThat(store.openHandles()).isZero();
      assertThat(node.metrics.snapshot().get(Metric.ZERO_COPY_LEAKS)).isZero();
      assertThat(cached.pin(LENGTH, 1)).isNull();
    }
  }

  @Test
  void forgottenPinnedBytesComeBackByTheCollectorAndAreCounted() throws Exception {
    CountingFile file = new CountingFile("mem://forgotten", LENGTH, 0);
    node.readAll(file);
    try (CachedFile cached = node.open(file)) {
      assertThat(cached.pin(0, 100)).isNotNull();
      await()
          .until(
              () -> {
                System.gc();
                return Objects.requireNonNull(node.store).openHandles() == 0;
              });
    }
    assertThat(node.metrics.snapshot().get(Metric.ZERO_COPY_LEAKS)).isOne();
  }

  @Test
  void blockIsBroughtOnceAndFoundAfterwards() throws Exception {
    TestCluster.Member client = cluster.client("ann");
    CountingFile file = new CountingFile("mem://brought", 3 * BLOCK, 0);
    for (TestCluster.Member member : List.of(node, client)) {
      try (CachedFile cached = member.open(file)) {
        assertThat(cached.bring(0)).isEqualTo(member == node ? Brought.FETCHED : Brought.WAS_THERE);
        assertThat(cached.bring(0)).isEqualTo(Brought.WAS_THERE);
      }
    }
    try (CachedFile cached = client.open(file)) {
      assertThat(cached.bring(2L * BLOCK)).isEqualTo(Brought.FETCHED);
    }
    assertThat(file.starts).containsExactly(0L, 2L * BLOCK);
  }

  private static byte[] readAll(
      TestCluster.Member member, CountingFile file, AccessPattern pattern, int piece)
      throws IOException {
    byte[] read = new byte[file.bytes.length];
    try (CachedFile cached = member.open(file)) {
      SequentialReader reader = cached.sequential(pattern, Long.MAX_VALUE);
      try {
        int at = 0;
        while (at < read.length) {
          at += reader.read(at, read, at, Math.min(piece, read.length - at));
        }
        assertThat(reader.read(at, new byte[1], 0, 1)).isEqualTo(-1);
      } finally {
        reader.close();
      }
    }
    return read;
  }

  private static void assertAccountsAgree(TestCluster.Member member) {
    var counts = member.metrics.snapshot();
    assertThat(counts.get(Metric.REQUESTED_BYTES))
        .isEqualTo(
            counts.get(Metric.MEMORY_BYTES)
                + counts.get(Metric.DISK_BYTES)
                + counts.get(Metric.PEER_BYTES)
                + counts.get(Metric.UNDER_STORE_BYTES));
  }
}

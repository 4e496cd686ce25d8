package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.block.Strength;
import io.kindling.cache.client.TestCluster.Member;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.Placement;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadPlannerTest {

  private static final int BLOCK = TestCluster.LAYOUT.blockSize();

  private final MemoryUnderStore store = new MemoryUnderStore();
  private final TestCluster cluster =
      new TestCluster(
          Map.of(
              "fs.cache.fetch.size", "64k",
              "fs.cache.lease.timeout", "20s",
              "fs.cache.peer.timeout", "5s",
              "fs.cache.peer.pause", "200ms"));
  private final List<Member> readers = new ArrayList<>();

  @AfterEach
  void countsAddUpAndNothingLeaks() throws Exception {
    cluster.close();
    for (Member member : readers) {
      MetricsSnapshot counts = member.metrics.snapshot();
      assertThat(counts.get(Metric.REQUESTED_BYTES))
          .as("requested = memory + disk + peer + under store in %s", counts)
          .isEqualTo(
              counts.get(Metric.MEMORY_BYTES)
                  + counts.get(Metric.DISK_BYTES)
                  + counts.get(Metric.PEER_BYTES)
                  + counts.get(Metric.UNDER_STORE_BYTES));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STRONG", "WEAK"})
  void everyByteIsFetchedOnceThenReadFromMemory(Strength strength) throws Exception {
    byte[] content = store.put("mem://a", 10 * BLOCK + 77);
    Member node = node("ann");
    assertThat(node.readAll(store.open("mem://a", strength, "ann"))).isEqualTo(content);
    long fetched = node.metrics.snapshot().get(Metric.FETCHED_BYTES);
    assertThat(fetched).isEqualTo(content.length);
    int requests = store.fetches.size();
    assertThat(node.readAll(store.open("mem://a", strength, "ann"))).isEqualTo(content);
    assertThat(store.fetches).hasSize(requests);
    assertThat(node.metrics.snapshot().get(Metric.MEMORY_BYTES)).isEqualTo(content.length);
  }

  @Test
  void runOfMissingBlocksIsOneRequestUpToTheFetchSizeAndTheGroup() throws Exception {
    store.put("mem://a", 10 * BLOCK);
    Member node = node("ann");
    node.readAll(store.open("mem://a", Strength.STRONG, "ann"));
    assertThat(store.fetches)
        .containsExactly(
            "0+" + 4 * BLOCK, 4 * BLOCK + "+" + 4 * BLOCK, 8 * BLOCK + "+" + 2 * BLOCK);
  }

  @Test
  void smallReadFetchesItsBlockOnly() throws Exception {
    byte[] content = store.put("mem://a", 10 * BLOCK);
    Member node = node("ann");
    byte[] some = new byte[100];
    try (CachedFile file = node.open(store.open("mem://a", Strength.STRONG, "ann"))) {
      assertThat(file.read(3 * BLOCK - 50, some, 0, 100)).isEqualTo(100);
      assertThat(some).isEqualTo(Arrays.copyOfRange(content, 3 * BLOCK - 50, 3 * BLOCK + 50));
      assertThat(store.fetches).containsExactly(2 * BLOCK + "+" + 2 * BLOCK);
      assertThat(file.read(10L * BLOCK, some, 0, 100)).isEqualTo(-1);
      assertThat(file.read(10L * BLOCK - 1, some, 0, 100)).isEqualTo(1);
      assertThat(file.read(0, some, 0, 0)).isZero();
      assertThatThrownBy(() -> file.read(-1, some, 0, 1)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void blocksOfOtherNodesComeOverTheWire() throws Exception {
    byte[] content = store.put("mem://a", 40 * BLOCK + 5);
    Member first = node("ann");
    Member second = node("ann");
    assertThat(first.readAll(store.open("mem://a", Strength.STRONG, "ann"))).isEqualTo(content);
    first.settle();
    int requests = store.fetches.size();
    assertThat(second.readAll(store.open("mem://a", Strength.STRONG, "ann"))).isEqualTo(content);
    assertThat(store.fetches).hasSize(requests);
    MetricsSnapshot counts = second.metrics.snapshot();
    assertThat(counts.get(Metric.PEER_BYTES)).isPositive();
    assertThat(counts.get(Metric.MEMORY_BYTES)).isPositive();
    assertThat(counts.get(Metric.UNDER_STORE_BYTES)).isZero();
  }

  @Test
  void whatIsHeldIsToldOfOwnBlocksAndOfOtherNodesToNodesAndClients() throws Exception {
    int length = 40 * BLOCK + 5;
    store.put("mem://a", length);
    FileVersion version = store.version("mem://a", Strength.STRONG);
    Member first = node("ann");
    Member second = node("ann");
    Member client = client("ann");
    List<Member> all = List.of(first, second, client);
    for (Member member : all) {
      assertThat(member.cache.held(version, 0, length)).isZero();
    }
    try (CachedFile file = first.open(store.open("mem://a", Strength.STRONG, "ann"))) {
      byte[] some = new byte[2 * BLOCK];
      assertThat(file.read(0, some, 0, some.length)).isEqualTo(some.length);
    }
    first.settle();
    for (Member member : all) {
      assertThat(member.cache.held(version, 0, 2L * BLOCK)).isEqualTo(2L * BLOCK);
      assertThat(member.cache.held(version, BLOCK - 7, 20)).isEqualTo(20);
      assertThat(member.cache.held(version, 5, 0)).isZero();
      assertThat(member.cache.held(version, 20L * BLOCK, 15L * BLOCK)).isZero();
    }
    first.readAll(store.open("mem://a", Strength.STRONG, "ann"));
    first.settle();
    int requests = store.fetches.size();
    for (Member member : all) {
      assertThat(member.cache.held(version, 0, length)).isEqualTo(length);
      assertThat(member.cache.held(version, 3, length - 3)).isEqualTo(length - 3);
      assertThatThrownBy(() -> member.cache.held(version, 3, length - 2))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("mem://a");
    }
    assertThat(store.fetches).as("asking fetches nothing").hasSize(requests);
  }

  @Test
  void nodeThatCannotBeAskedHoldsNothing() throws Exception {
    store.put("mem://a", 4 * BLOCK);
    FileVersion version = store.version("mem://a", Strength.STRONG);
    Member node = node("ann");
    Member client = client("ann");
    node.readAll(store.open("mem://a", Strength.STRONG, "ann"));
    assertThat(client.cache.held(version, 0, 4L * BLOCK)).isEqualTo(4L * BLOCK);
    int ignored = node.fallSilent();
    assertThat(client.cache.held(version, 0, 4L * BLOCK)).isZero();
    assertThat(client.metrics.snapshot().get(Metric.PEER_FAILURES)).isPositive();
  }

  @Test
  void manyConcurrentColdReadersFetchEveryBlockOnce() throws Exception {
    byte[] content = store.put("mem://a", 64 * BLOCK);
    List<Member> all = List.of(node("ann"), node("ann"), client("ann"));
    List<CompletableFuture<byte[]>> reads = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Member member = all.get(i % all.size());
      reads.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return member.readAll(store.open("mem://a", Strength.STRONG, "ann"));
                } catch (IOException failed) {
                  throw new IllegalStateException(failed);
                }
              }));
    }
    for (CompletableFuture<byte[]> read : reads) {
      assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo(content);
    }
    assertThat(fetchedBytes()).isEqualTo(content.length);
  }

  @Test
  void waiterFetchesForItselfWhenTheHolderFails() throws Exception {
    byte[] content = store.put("mem://a", BLOCK);
    Member node = node("ann");
    store.gate = new CountDownLatch(1);
    store.failuresToCome.set(1);
    List<CompletableFuture<byte[]>> reads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      reads.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return node.readAll(store.open("mem://a", Strength.STRONG, "ann"));
                } catch (IOException failed) {
                  return new byte[0];
                }
              }));
    }
    Awaitility.await().until(() -> store.fetches.size() == 1);
    store.gate.countDown();
    List<byte[]> results = new ArrayList<>();
    for (CompletableFuture<byte[]> read : reads) {
      results.add(read.get(20, TimeUnit.SECONDS));
    }
    assertThat(results).anySatisfy(bytes -> assertThat(bytes).isEqualTo(content));
    assertThat(results).anySatisfy(bytes -> assertThat(bytes).isEmpty());
  }

  @Test
  void shortReadIsAnErrorAndNeverCached() throws Exception {
    byte[] content = store.put("mem://a", BLOCK);
    Member node = node("ann");
    store.shortBy = 10;
    assertThatThrownBy(() -> node.readAll(store.open("mem://a", Strength.STRONG, "ann")))
        .isInstanceOf(EOFException.class);
    store.shortBy = 0;
    assertThat(node.readAll(store.open("mem://a", Strength.STRONG, "ann"))).isEqualTo(content);
    assertThat(store.fetches).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"STRONG", "WEAK"})
  void changedFileFailsTheOpenStreamAndIsSeenByTheNextOne(Strength strength) throws Exception {
    store.put("mem://a", 8 * BLOCK);
    Member node = node("ann");
    try (CachedFile file = node.open(store.open("mem://a", strength, "ann"))) {
      assertThat(file.read(0, new byte[10], 0, 10)).isEqualTo(10);
      byte[] fresh = store.put("mem://a", 8 * BLOCK);
      assertThatThrownBy(() -> file.read(5L * BLOCK, new byte[10], 0, 10))
          .isInstanceOf(FileChangedException.class)
          .hasMessageContaining("mem://a");
      assertThat(node.readAll(store.open("mem://a", strength, "ann"))).isEqualTo(fresh);
    }
  }

  @Test
  void userWithoutAGrantMustAskTheUnderStore() throws Exception {
    byte[] content = store.put("mem://a", 3 * BLOCK);
    Member node = node("ann");
    node.readAll(store.open("mem://a", Strength.STRONG, "ann"));
    Member bob = client("bob");
    assertThat(bob.readAll(store.open("mem://a", Strength.STRONG, "bob"))).isEqualTo(content);
    assertThat(store.readableChecks).hasValue(1);
    assertThat(bob.metrics.snapshot().get(Metric.PEER_BYTES)).isEqualTo(content.length);
  }

  @Test
  void userWhoMayNotReadGetsTheStoresRefusalAndNoByte() throws Exception {
    store.put("mem://a", 3 * BLOCK);
    Member node = node("ann");
    node.readAll(store.open("mem://a", Strength.STRONG, "ann"));
    Member eve = client("eve");
    store.forbiddenUser = "eve";
    ByteBuffer target = ByteBuffer.allocate(100);
    try (CachedFile file = eve.open(store.open("mem://a", Strength.STRONG, "eve"))) {
      assertThatThrownBy(() -> file.read(0, target)).hasMessage("eve may not read mem://a");
    }
    assertThat(target.array()).containsOnly(0);
    assertThat(eve.metrics.snapshot().get(Metric.PEER_BYTES)).isZero();
  }

  @Test
  void deadOwnerIsSkippedForTheNextBest() throws Exception {
    byte[] content = store.put("mem://a", 40 * BLOCK);
    Member first = node("ann");
    Member second = node("ann");
    second.kill();
    assertThat(first.readAll(store.open("mem://a", Strength.STRONG, "ann"))).isEqualTo(content);
    int requests = store.fetches.size();
    assertThat(first.readAll(store.open("mem://a", Strength.STRONG, "ann"))).isEqualTo(content);
    assertThat(store.fetches).hasSize(requests);
    assertThat(first.metrics.snapshot().get(Metric.PEER_FAILURES)).isPositive();
  }

  @Test
  void withoutAnyLivingOwnerTheUnderStoreServes() throws Exception {
    byte[] content = store.put("mem://a", 10 * BLOCK);
    Member node = node("ann");
    Member client = client("ann");
    node.kill();
    assertThat(client.readAll(store.open("mem://a", Strength.STRONG, "ann"))).isEqualTo(content);
    assertThat(client.metrics.snapshot().get(Metric.UNDER_STORE_BYTES)).isEqualTo(content.length);
  }

  @Test
  void deadLeaseHolderLosesItsLeaseWithItsConnections() throws Exception {
    byte[] content = store.put("mem://a", BLOCK);
    Member node = node("ann");
    Member doomed = client("ann");
    Member heir = client("ann");
    store.gate = new CountDownLatch(1);
    CompletableFuture<Void> lost =
        CompletableFuture.runAsync(
            () -> {
              try {
                doomed.readAll(store.open("mem://a", Strength.STRONG, "ann"));
              } catch (IOException expected) {
                throw new IllegalStateException(expected);
              }
            });
    Awaitility.await().until(() -> store.fetches.size() == 1);
    doomed.kill();
    CompletableFuture<byte[]> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return heir.readAll(store.open("mem://a", Strength.STRONG, "ann"));
              } catch (IOException failed) {
                throw new IllegalStateException(failed);
              }
            });
    Awaitility.await().atMost(900, TimeUnit.MILLISECONDS).until(() -> store.fetches.size() == 2);
    store.gate.countDown();
    assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(content);
    lost.get(20, TimeUnit.SECONDS);
    heir.settle();
    doomed.settle();
    assertThat(node.metrics.snapshot().get(Metric.BLOCKS_PUT)).isEqualTo(1);
  }

  @Test
  void clientFollowsTheOwnerTable() throws Exception {
    byte[] content = store.put("mem://a", 40 * BLOCK);
    Member first = node("ann");
    Member client = client("ann");
    OwnerTable old = cluster.table();
    Member second = node("ann");
    client.owners.replace(old);
    assertThat(client.readAll(store.open("mem://a", Strength.STRONG, "ann"))).isEqualTo(content);
    assertThat(client.owners.table()).isEqualTo(cluster.table());
    client.settle();
    assertThat(first.store.used()).isPositive();
    assertThat(second.store.used()).isPositive();
    FileKey key = FileKey.of("mem://a");
    assertThat(client.cache.owner(key, 0))
        .isNotNull()
        .isEqualTo(Placement.over(cluster.table()).owner(new GroupId(key, 0)));
  }

  @Test
  void randomReadsSeeTheBytesOfTheFile() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] content = store.put("mem://a", 50 * BLOCK + 123);
    List<Member> all = List.of(node("ann"), node("ann"), client("ann"));
    for (Member member : all) {
      try (CachedFile file = member.open(store.open("mem://a", Strength.STRONG, "ann"))) {
        for (int i = 0; i < 300; i++) {
          int position = random.nextInt(content.length);
          ByteBuffer target =
              random.nextBoolean()
                  ? ByteBuffer.allocate(1 + random.nextInt(5 * BLOCK))
                  : ByteBuffer.allocateDirect(1 + random.nextInt(5 * BLOCK));
          int count = file.read(position, target);
          assertThat(count).isEqualTo(Math.min(target.capacity(), content.length - position));
          assertThat(target.flip().mismatch(ByteBuffer.wrap(content, position, count)))
              .as("seed %d, position %d", seed, position)
              .isEqualTo(-1);
        }
      }
    }
    assertThat(fetchedBytes()).isEqualTo(content.length);
  }

  private Member node(String user) throws IOException {
    Member member = cluster.node(user);
    readers.add(member);
    return member;
  }

  private Member client(String user) throws IOException {
    Member member = cluster.client(user);
    readers.add(member);
    return member;
  }

  private long fetchedBytes() {
    return readers.stream()
        .mapToLong(member -> member.metrics.snapshot().get(Metric.FETCHED_BYTES))
        .sum();
  }
}

package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.Strength;
import io.kindling.cache.client.TestCluster.Member;
import io.kindling.cache.metrics.Metric;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What readers get of blocks that are still being fetched. */
class ArrivingReadsTest {

  private static final int BLOCK = TestCluster.LAYOUT.blockSize();

  private final TestCluster cluster =
      new TestCluster(
          Map.of(
              "fs.cache.fetch.size", "64k",
              "fs.cache.lease.timeout", "5s",
              "fs.cache.faults", "strict"));
  private SlowFile file = new SlowFile(4 * BLOCK, Strength.STRONG);

  /** Whether the fetching reader lives in the owner's JVM or in another one. */
  enum Holder {
    OWNER,
    CLIENT
  }

  @AfterEach
  void nothingLeaks() throws IOException {
    Awaitility.await().until(() -> file.running.get() == 0);
    cluster.close();
  }

  @ParameterizedTest
  @EnumSource
  void callerIsAnsweredWhileTheRestOfItsRunGoesOnToTheOwner(Holder holder) throws Exception {
    Member node = cluster.node("ann");
    Member reader = holder == Holder.OWNER ? node : cluster.client("ann");
    file.allow(BLOCK + 500);
    try (CachedFile cached = reader.open(file)) {
      assertThat(read(cached, 0, BLOCK + 100)).isEqualTo(part(0, BLOCK + 100));
      assertThat(file.running).hasValue(1);
    }
    assertThat(file.closings).as("the fetch still needs it").hasValue(0);
    file.allow(4L * BLOCK);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(node.metrics.snapshot().get(Metric.BLOCKS_PUT)).isEqualTo(2));
    Awaitility.await().untilAsserted(() -> assertThat(file.closings).hasValue(1));
    int fetches = file.fetches.get();
    try (CachedFile again = node.open(file)) {
      assertThat(read(again, 0, 2 * BLOCK)).isEqualTo(part(0, 2 * BLOCK));
    }
    assertThat(file.fetches).hasValue(fetches);
  }

  @ParameterizedTest
  @EnumSource
  void waitingReadersGetTheBytesAsTheyArrive(Holder holder) throws Exception {
    Member node = cluster.node("ann");
    Member first = holder == Holder.OWNER ? node : cluster.client("ann");
    Member second = cluster.client("ann");
    CompletableFuture<byte[]> all = readAll(first);
    Awaitility.await().until(() -> file.fetches.get() == 1);
    file.allow(BLOCK / 2);
    try (CachedFile cached = second.open(file)) {
      assertThat(read(cached, 100, 3000)).isEqualTo(part(100, 3000));
      CompletableFuture<byte[]> more = readAll(second);
      assertThat(more).isNotDone();
      file.allow(4L * BLOCK);
      assertThat(more.get(10, TimeUnit.SECONDS)).isEqualTo(file.content);
    }
    assertThat(all.get(10, TimeUnit.SECONDS)).isEqualTo(file.content);
    assertThat(file.fetches).hasValue(1);
    assertThat(node.metrics.snapshot().get(Metric.ARRIVING_READS)).isPositive();
    assertThat(second.metrics.snapshot().get(Metric.UNDER_STORE_BYTES)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void sequentialReaderFollowsItsOwnFetch(Holder holder) throws Exception {
    Member node = cluster.node("ann");
    Member reader = holder == Holder.OWNER ? node : cluster.client("ann");
    try (CachedFile cached = reader.open(file)) {
      for (int at = 0; at < 4 * BLOCK; at += 4096) {
        file.allow(at + 4096);
        assertThat(read(cached, at, 4096)).isEqualTo(part(at, 4096));
      }
    }
    reader.settle();
    assertThat(file.fetches).as("one for each block").hasValue(4);
  }

  @ParameterizedTest
  @EnumSource
  void nothingOfAWeakVersionIsShownBeforeItsCheck(Holder holder) throws Exception {
    file = new SlowFile(BLOCK, Strength.WEAK);
    Member node = cluster.node("ann");
    Member first = holder == Holder.OWNER ? node : cluster.client("ann");
    Member second = cluster.client("ann");
    CompletableFuture<byte[]> all = readAll(first);
    Awaitility.await().until(() -> file.fetches.get() == 1);
    file.allow(BLOCK - 1);
    CompletableFuture<byte[]> waiting = readAll(second);
    assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    file.allow(BLOCK);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(file.content);
    assertThat(all.get(10, TimeUnit.SECONDS)).isEqualTo(file.content);
    assertThat(file.fetches).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void failedFetchSendsItsWaitersOnFromWhereTheyAre(Holder holder) throws Exception {
    Member node = cluster.node("ann");
    Member first = holder == Holder.OWNER ? node : cluster.client("ann");
    Member second = cluster.client("ann");
    CompletableFuture<byte[]> broken = readAll(first);
    Awaitility.await().until(() -> file.fetches.get() == 1);
    CompletableFuture<byte[]> waiting = readAll(second);
    file.allow(BLOCK + BLOCK / 2);
    Awaitility.await().until(() -> node.metrics.snapshot().get(Metric.ARRIVING_READS) > 0);
    file.cut();
    assertThatThrownBy(() -> broken.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage(SlowFile.FAILURE);
    file.allow(4L * BLOCK);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(file.content);
    assertThat(file.fetches.get()).isGreaterThan(1);
  }

  @Test
  void failureBehindTheCallersBackIsCountedAndLeavesNothing() throws Exception {
    Member node = cluster.node("ann");
    file.allow(500);
    try (CachedFile cached = node.open(file)) {
      assertThat(read(cached, 0, 100)).isEqualTo(part(0, 100));
    }
    file.cut();
    Awaitility.await().until(() -> node.metrics.snapshot().get(Metric.BACKGROUND_FAILURES) == 1);
    file.allow(4L * BLOCK);
    assertThat(node.readAll(file)).isEqualTo(file.content);
    assertThat(file.closings.get()).isEqualTo(2);
  }

  @Test
  void interruptedCallerLeavesTheFetchToItsWaiters() throws Exception {
    Member node = cluster.node("ann");
    byte[] target = new byte[100];
    Thread caller =
        new Thread(
            () -> {
              try (CachedFile cached = node.open(file)) {
                cached.read(2000, target, 0, 100);
              } catch (IOException expected) {
                return;
              }
            });
    caller.start();
    Awaitility.await().until(() -> file.fetches.get() == 1);
    caller.interrupt();
    caller.join(10_000);
    file.allow(4L * BLOCK);
    try (CachedFile other = node.open(file)) {
      assertThat(read(other, 0, BLOCK)).isEqualTo(part(0, BLOCK));
    }
    assertThat(target).as("not touched after the call").containsOnly(0);
    assertThat(file.fetches).hasValue(1);
  }

  private CompletableFuture<byte[]> readAll(Member member) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return member.readAll(file);
          } catch (IOException failed) {
            throw new IllegalStateException(failed);
          }
        });
  }

  private byte[] part(int position, int count) {
    return Arrays.copyOfRange(file.content, position, position + count);
  }

  private static byte[] read(CachedFile cached, int position, int count) throws IOException {
    byte[] bytes = new byte[count];
    assertThat(cached.read(position, bytes, 0, count)).isEqualTo(count);
    return bytes;
  }
}

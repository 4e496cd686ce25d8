package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.client.TestCluster.Member;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackMaker;
import io.kindling.cache.store.StoreInvariants;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads in several JVMs that want the same packs at the same time. */
class PackStressTest {

  private static final int THREADS = 9;

  private final TestCluster cluster =
      new TestCluster(Map.of("fs.cache.lease.timeout", "20s", "fs.cache.peer.timeout", "10s"));
  private final PackWorkshop workshop = new PackWorkshop();
  private final List<Member> nodes = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() throws IOException {
    threads.shutdownNow();
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void eachPackIsMadeOnceHoweverManyAskForItAtOnce(int count) throws Exception {
    start(count);
    List<PackKey> keys = keys(40);
    run(
        (member, random) -> {
          List<PackKey> order = new ArrayList<>(keys);
          Collections.shuffle(order, random);
          for (PackKey key : order) {
            open(member, key, workshop.maker(key, "ann"));
          }
        });
    assertThat(keys).allSatisfy(key -> assertThat(workshop.makings(key)).isEqualTo(1));
    assertThat(sum(Metric.PACKS_MADE)).isEqualTo(keys.size());
    assertThat(sum(Metric.PACKS_HERE) + sum(Metric.PACKS_PEER))
        .isEqualTo((THREADS - 1L) * keys.size());
    assertThat(sum(Metric.PACKS_NOT_KEPT)).isZero();
    assertThat(sum(Metric.PACKS_DROPPED)).isZero();
    requireNothingLeft();
  }

  /** Stores that hold a part of the packs, makers that fail: every reader gets its pack. */
  @Test
  void everyReaderGetsItsPackFromStoresThatAreTooSmallAndMakersThatFail() throws Exception {
    start(2);
    List<PackKey> keys = keys(600);
    run(
        (member, random) -> {
          for (int i = 0; i < 150; i++) {
            PackKey key = keys.get(random.nextInt(keys.size()));
            boolean fails = random.nextInt(20) == 0;
            try {
              open(
                  member,
                  key,
                  workshop.maker(
                      key,
                      "ann",
                      writer -> {
                        if (fails) {
                          throw new IOException("broken off");
                        }
                      }));
            } catch (IOException failed) {
              assertThat(fails).as("a stranger's error: %s", failed).isTrue();
            }
          }
        });
    assertThat(sum(Metric.BLOCKS_EVICTED)).isPositive();
    assertThat(sum(Metric.PEER_FAILURES)).isZero();
    assertThat(sum(Metric.CHECKSUM_FAILURES)).isZero();
    requireNothingLeft();
  }

  private void start(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      nodes.add(cluster.node("ann"));
    }
    members.addAll(nodes);
    members.add(cluster.client("ann"));
  }

  private static List<PackKey> keys(int count) {
    List<PackKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(PackWorkshop.key("mem://packs/" + i));
    }
    return keys;
  }

  private static void open(Member member, PackKey key, PackMaker maker) throws IOException {
    try (Pack pack = member.cache.packs().open(key, maker, "ann")) {
      PackWorkshop.requireContent(pack, key);
    }
  }

  private void run(Work work) throws Exception {
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      Member member = members.get(thread % members.size());
      long seed = ThreadLocalRandom.current().nextLong();
      CompletableFuture<Void> reader = new CompletableFuture<>();
      readers.add(reader);
      threads.execute(
          () -> {
            try {
              work.run(member, new Random(seed));
              reader.complete(null);
            } catch (IOException | RuntimeException | AssertionError failed) {
              reader.completeExceptionally(new AssertionError("seed " + seed, failed));
            }
          });
    }
    for (CompletableFuture<Void> reader : readers) {
      reader.get(120, TimeUnit.SECONDS);
    }
  }

  private void requireNothingLeft() {
    for (Member node : nodes) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> StoreInvariants.check(Objects.requireNonNull(node.store)));
    }
  }

  private long sum(Metric metric) {
    return members.stream().mapToLong(member -> member.metrics.snapshot().get(metric)).sum();
  }

  /** What each thread does. */
  @FunctionalInterface
  private interface Work {
    void run(Member member, Random random) throws IOException;
  }
}

package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.client.TestCluster.Member;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.status.StatusTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statuses and listings that two storage nodes and their clients share. */
class StatusesTest {

  private static final int BLOCK = TestCluster.LAYOUT.blockSize();
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestCluster cluster =
      new TestCluster(Map.of("fs.cache.peer.timeout", "1s", "fs.cache.peer.pause", "100ms"));
  private final MemoryUnderStore store = new MemoryUnderStore();
  private final AtomicInteger asked = new AtomicInteger();
  private Member first;
  private Member second;
  private Member client;

  @BeforeEach
  void start() throws IOException {
    first = cluster.node("ann");
    second = cluster.node("ann");
    client = cluster.client("ann");
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  @Test
  void whatOneMemberAskedForAllOthersKnow() throws Exception {
    for (int i = 0; i < 20; i++) {
      String uri = "mem://" + i;
      store.put(uri, 100 + i);
      FileStatusEntry entry = status(first, uri).entry();
      assertThat(entry.length()).isEqualTo(100 + i);
      for (Member member : List.of(first, second, client)) {
        assertThat(status(member, uri).entry()).isEqualTo(entry);
      }
    }
    assertThat(asked).hasValue(20);
    assertThat(first.metrics.snapshot().get(Metric.STATUSES_ANSWERED)).isPositive();
    assertThat(second.metrics.snapshot().get(Metric.STATUSES_ANSWERED)).isPositive();
  }

  @Test
  void versionAndFirstBytesComeInOneRoundTrip() throws Exception {
    byte[] content = store.put("mem://a", 3 * BLOCK);
    client.readAll(store.open("mem://a", Strength.STRONG, "ann"));
    client.settle();
    status(client, "mem://a");
    for (Member member : List.of(first, second, client)) {
      ByteBuffer target = ByteBuffer.allocate(BLOCK + 100);
      Statuses.Status status =
          member.cache.statuses().open("mem://a", MINUTE, "ann", this::ask, target);
      assertThat(target.position()).isEqualTo(BLOCK + 100);
      assertThat(target.array()).isEqualTo(Arrays.copyOf(content, BLOCK + 100));
      assertThat(status.held().cardinality()).isEqualTo(3);
      assertThat(status.entry().version()).isEqualTo(store.version("mem://a", Strength.STRONG));
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void statusComesWithoutBytesWhenNoneAreHeld() throws Exception {
    store.put("mem://a", 100);
    status(first, "mem://a");
    ByteBuffer target = ByteBuffer.allocate(100);
    Statuses.Status status =
        client.cache.statuses().open("mem://a", MINUTE, "ann", this::ask, target);
    assertThat(target.position()).isZero();
    assertThat(status.held().isEmpty()).isTrue();
  }

  @Test
  void absenceIsKnownUntilItIsForgotten() throws Exception {
    assertThat(status(first, "mem://a").entry().presence())
        .isEqualTo(FileStatusEntry.Presence.ABSENT);
    store.put("mem://a", 7);
    assertThat(status(second, "mem://a").entry().presence())
        .isEqualTo(FileStatusEntry.Presence.ABSENT);
    client.cache.statuses().forget("mem://a", "ann");
    assertThat(status(second, "mem://a").entry().length()).isEqualTo(7);
    assertThat(asked).hasValue(2);
  }

  @Test
  void freshnessOfZeroAlwaysAsks() throws Exception {
    store.put("mem://a", 7);
    for (int i = 1; i < 4; i++) {
      client.cache.statuses().status("mem://a", Duration.ZERO, "ann", this::ask);
      assertThat(asked).hasValue(i);
    }
  }

  @Test
  void ageCountsFromWhenTheUnderStoreWasAskedWhoeverAsks() throws Exception {
    store.put("mem://a", 7);
    long askedNanos = System.nanoTime() - Duration.ofSeconds(50).toNanos();
    FileStatusEntry entry = ask("mem://a");
    client.cache.statuses().publish(entry, askedNanos, "ann");
    asked.set(0);
    for (Member member : List.of(first, second, client)) {
      Statuses.Status known =
          member.cache.statuses().status("mem://a", Duration.ofHours(1), "ann", this::ask);
      assertThat(System.nanoTime() - known.askedNanos())
          .isBetween(Duration.ofSeconds(50).toNanos(), Duration.ofSeconds(80).toNanos());
      assertThat(asked).hasValue(0);
    }
    client.cache.statuses().status("mem://a", Duration.ofSeconds(49), "ann", this::ask);
    assertThat(asked).hasValue(1);
  }

  @Test
  void statusInUseIsRefreshedBehindTheCallersBack() throws Exception {
    store.put("mem://a", 7);
    FileStatusEntry old = ask("mem://a");
    long askedNanos = System.nanoTime() - Duration.ofSeconds(50).toNanos();
    client.cache.statuses().publish(old, askedNanos, "ann");
    store.put("mem://a", 8);
    asked.set(0);
    assertThat(status(client, "mem://a").entry()).isEqualTo(old);
    Awaitility.await().until(() -> client.metrics.snapshot().get(Metric.STATUSES_REFRESHED) == 1);
    assertThat(status(second, "mem://a").entry().length()).isEqualTo(8);
    assertThat(asked).hasValue(1);
  }

  @Test
  void otherUserHasToAskForItself() throws Exception {
    store.put("mem://a", 7);
    status(first, "mem://a");
    Member bob = cluster.client("bob");
    assertThatThrownBy(
            () ->
                bob.cache
                    .statuses()
                    .status(
                        "mem://a",
                        MINUTE,
                        "bob",
                        uri -> {
                          throw new IOException("bob may not see " + uri);
                        }))
        .hasMessage("bob may not see mem://a");
    bob.cache.statuses().status("mem://a", MINUTE, "bob", this::ask);
    bob.cache.statuses().status("mem://a", MINUTE, "bob", this::ask);
    assertThat(asked).hasValue(2);
  }

  @Test
  void listingsComePageByPage() throws Exception {
    List<FileStatusEntry> entries = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      entries.add(
          FileStatusEntry.file(
              FileVersion.of("mem://f/" + i, i, "e" + i, Strength.STRONG), new byte[] {(byte) i}));
    }
    client.cache.statuses().publishListing("mem://f", entries, System.nanoTime(), "ann");
    for (Member member : List.of(first, second, client)) {
      List<FileStatusEntry> found = new ArrayList<>();
      StatusPage page;
      do {
        page = member.cache.statuses().listing("mem://f", found.size() / 1_000, MINUTE, "ann");
        assertThat(page).isNotNull();
        found.addAll(page.entries());
      } while (page.position() == StatusPage.Position.MORE_FOLLOW);
      assertThat(found).isEqualTo(entries);
      assertThat(member.cache.statuses().listing("mem://f", 3, MINUTE, "ann")).isNull();
    }
    second.cache.statuses().forget("mem://f", "ann");
    assertThat(first.cache.statuses().listing("mem://f", 0, MINUTE, "ann")).isNull();
  }

  @Test
  void emptyFolderHasOneEmptyPage() throws Exception {
    first.cache.statuses().publishListing("mem://f", List.of(), System.nanoTime(), "ann");
    StatusPage page = second.cache.statuses().listing("mem://f", 0, StatusTable.NEVER, "ann");
    assertThat(page).isEqualTo(new StatusPage(List.of(), StatusPage.Position.LAST));
  }

  @Test
  void withoutLivingOwnersTheSourceAnswers() throws Exception {
    store.put("mem://a", 7);
    first.kill();
    second.kill();
    assertThat(status(client, "mem://a").entry().length()).isEqualTo(7);
    client.cache.statuses().forget("mem://a", "ann");
    assertThat(client.cache.statuses().listing("mem://f", 0, MINUTE, "ann")).isNull();
    assertThat(client.metrics.snapshot().get(Metric.PEER_FAILURES)).isPositive();
  }

  private Statuses.Status status(Member member, String uri) throws IOException {
    return member.cache.statuses().status(uri, MINUTE, "ann", this::ask);
  }

  private FileStatusEntry ask(String uri) throws IOException {
    asked.incrementAndGet();
    try {
      return FileStatusEntry.file(store.version(uri, Strength.STRONG), new byte[] {1, 2, 3});
    } catch (java.io.FileNotFoundException nothing) {
      return FileStatusEntry.absent(uri);
    }
  }
}

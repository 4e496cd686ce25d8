package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.client.TestCluster.Member;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.status.StatusTable;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
  void versionAndContentOfASmallFileComeInOneRoundTrip() throws Exception {
    byte[] content = store.put("mem://a", 2 * BLOCK + 100);
    client.readAll(store.open("mem://a", Strength.STRONG, "ann"));
    client.settle();
    status(client, "mem://a");
    int received = 0;
    for (Member member : List.of(first, second, client)) {
      Statuses.Status status =
          member.cache.statuses().open("mem://a", MINUTE, "ann", this::ask, 2 * BLOCK + 100);
      assertThat(status.held().cardinality()).isEqualTo(3);
      assertThat(status.entry().version()).isEqualTo(store.version("mem://a", Strength.STRONG));
      if (status.content() != null) {
        received++;
        byte[] bytes = new byte[content.length];
        status.content().duplicate().get(bytes);
        assertThat(bytes).isEqualTo(content);
        assertThat(readReceived(member, status.content())).isEqualTo(content);
      }
      assertThat(
              member
                  .cache
                  .statuses()
                  .open("mem://a", MINUTE, "ann", this::ask, 2 * BLOCK + 99)
                  .content())
          .as("a file that is larger than what was asked for")
          .isNull();
    }
    assertThat(received).as("readers in other JVMs than the owner's").isEqualTo(2);
    assertThat(asked).hasValue(1);
  }

  /** Reads without asking anybody, and counts what it reads. */
  private byte[] readReceived(Member member, ByteBuffer content) throws IOException {
    byte[] bytes = new byte[content.remaining()];
    MetricsSnapshot before = member.metrics.snapshot();
    try (CachedFile file =
        member.cache.open(store.open("mem://a", Strength.STRONG, "ann"), "ann", content)) {
      assertThat(file.read(0, bytes, 0, 100)).isEqualTo(100);
      assertThat(file.read(100, bytes, 100, bytes.length - 100)).isEqualTo(bytes.length - 100);
      assertThat(file.read(bytes.length, bytes, 0, 1)).isEqualTo(-1);
    }
    MetricsSnapshot counted = member.metrics.snapshot().minus(before);
    assertThat(counted.get(Metric.REQUESTED_BYTES)).isEqualTo(bytes.length);
    assertThat(counted.get(Metric.PEER_BYTES)).isEqualTo(bytes.length);
    return bytes;
  }

  @Test
  void statusComesWithoutContentWhenNoneIsHeld() throws Exception {
    store.put("mem://a", 100);
    status(first, "mem://a");
    Statuses.Status status = client.cache.statuses().open("mem://a", MINUTE, "ann", this::ask, 100);
    assertThat(status.content()).isNull();
    assertThat(status.held().isEmpty()).isTrue();
  }

  @Test
  void manyReadersOfAnUnknownFileAskOnce() throws Exception {
    store.put("mem://a", 7);
    StatusSource slow =
        uri -> {
          FileStatusEntry entry = ask(uri);
          LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
          return entry;
        };
    List<CompletableFuture<Statuses.Status>> readers = new ArrayList<>();
    for (Member member : List.of(first, second, client, first, second, client)) {
      readers.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return member.cache.statuses().status("mem://a", MINUTE, "ann", slow);
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                }
              },
              task -> new Thread(task).start()));
    }
    for (CompletableFuture<Statuses.Status> reader : readers) {
      assertThat(reader.get().entry().length()).isEqualTo(7);
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void whoWaitsForAReaderThatIsRefusedAsksItself() throws Exception {
    store.put("mem://a", 7);
    CompletableFuture<Statuses.Status> waiting = new CompletableFuture<>();
    StatusSource refusing =
        uri -> {
          new Thread(
                  () -> {
                    try {
                      waiting.complete(status(second, uri));
                    } catch (IOException failed) {
                      waiting.completeExceptionally(failed);
                    }
                  })
              .start();
          LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
          throw new IOException("refused");
        };
    assertThatThrownBy(() -> client.cache.statuses().status("mem://a", MINUTE, "ann", refusing))
        .hasMessage("refused");
    assertThat(waiting.get(10, TimeUnit.SECONDS).entry().length()).isEqualTo(7);
    assertThat(asked).hasValue(1);
  }

  @Test
  void absenceIsKnownUntilItIsForgotten() throws Exception {
    assertThat(status(first, "mem://a").entry().presence())
        .isEqualTo(FileStatusEntry.Presence.ABSENT);
    store.put("mem://a", 7);
    assertThat(status(second, "mem://a").entry().presence())
        .isEqualTo(FileStatusEntry.Presence.ABSENT);
    client.cache.statuses().forget(List.of("mem://a"), "ann");
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
  void listingsComeWholeFromWhoeverAsks() throws Exception {
    List<FileStatusEntry> entries = entries("mem://f", 2_500);
    assertThat(first.cache.statuses().shared()).isTrue();
    long askedNanos = System.nanoTime() - Duration.ofSeconds(50).toNanos();
    publish(client, "mem://f", 5, entries, askedNanos);
    for (Member member : List.of(first, second, client)) {
      Statuses.Listed listed = member.cache.statuses().listing("mem://f", MINUTE, "ann");
      assertThat(listed).isNotNull();
      assertThat(listed.entries()).isEqualTo(entries);
      assertThat(System.nanoTime() - listed.askedNanos())
          .isBetween(Duration.ofSeconds(50).toNanos(), Duration.ofSeconds(80).toNanos());
      assertThat(member.cache.statuses().listing("mem://f", Duration.ofSeconds(49), "ann"))
          .isNull();
      assertThat(member.cache.statuses().listing("mem://f", Duration.ZERO, "ann")).isNull();
    }
    second.cache.statuses().forget(List.of("mem://f"), "ann");
    assertThat(first.cache.statuses().listing("mem://f", MINUTE, "ann")).isNull();
  }

  @Test
  void listingThatWasAskedForBeforeAChangeIsNotTaken() throws Exception {
    long askedNanos = System.nanoTime();
    List<FileStatusEntry> entries = entries("mem://f", 1_500);
    List<StatusPage> pages = StatusPage.cut(entries);
    client.cache.statuses().publishPage("mem://f", 7, 0, pages.get(0), askedNanos, "ann");
    first.cache.statuses().forget(List.of("mem://f", "mem://f/3"), "ann");
    client.cache.statuses().publishPage("mem://f", 7, 1, pages.get(1), askedNanos, "ann");
    client.cache.statuses().publishListed(entries, askedNanos, "ann");
    assertThat(second.cache.statuses().listing("mem://f", MINUTE, "ann")).isNull();
    store.put("mem://f/3", 33);
    assertThat(status(second, "mem://f/3").entry().length()).isEqualTo(33);
    assertThat(status(second, "mem://f/4").entry()).isEqualTo(entries.get(4));
    assertThat(asked).hasValue(1);
  }

  @Test
  void pagesOfTwoListingsAreNotMixed() throws Exception {
    List<StatusPage> pages = StatusPage.cut(entries("mem://f", 1_500));
    long now = System.nanoTime();
    long before = now - Duration.ofSeconds(1).toNanos();
    client.cache.statuses().publishPage("mem://f", 7, 0, pages.get(0), before, "ann");
    first.cache.statuses().publishPage("mem://f", 8, 0, pages.get(0), now, "ann");
    client.cache.statuses().publishPage("mem://f", 7, 1, pages.get(1), before, "ann");
    assertThat(second.cache.statuses().listing("mem://f", MINUTE, "ann")).isNull();
    first.cache.statuses().publishPage("mem://f", 8, 1, pages.get(1), now, "ann");
    assertThat(second.cache.statuses().listing("mem://f", MINUTE, "ann")).isNotNull();
  }

  @Test
  void oneListingTellsAllOwnersInBulk() throws Exception {
    List<FileStatusEntry> entries = entries("mem://f", 2_500);
    client.cache.statuses().publishListed(entries, System.nanoTime(), "ann");
    for (Member member : List.of(first, second, client)) {
      for (int i = 0; i < 2_500; i += 100) {
        assertThat(status(member, "mem://f/" + i).entry()).isEqualTo(entries.get(i));
      }
    }
    assertThat(asked).hasValue(0);
  }

  @Test
  void nothingBelowAChangedTreeIsBelieved() throws Exception {
    cluster.node("ann");
    List<FileStatusEntry> entries = entries("mem://f/g", 50);
    long before = System.nanoTime();
    client.cache.statuses().publishListed(entries, before, "ann");
    publish(client, "mem://f/g", 1, entries, before);
    client.cache.statuses().publishListed(entries("mem://fg", 10), before, "ann");
    second.cache.statuses().forgetTree("mem://f/", "ann");
    client.cache.statuses().publishListed(entries, before, "ann");
    publish(client, "mem://f/g", 2, entries, before);
    assertThat(first.cache.statuses().listing("mem://f/g", MINUTE, "ann")).isNull();
    for (int i = 0; i < 50; i++) {
      assertThat(status(client, "mem://f/g/" + i).entry().presence())
          .isEqualTo(FileStatusEntry.Presence.ABSENT);
    }
    assertThat(asked).hasValue(50);
    assertThat(status(client, "mem://fg/1").entry().length()).isEqualTo(1);
    assertThat(asked).hasValue(50);
  }

  @Test
  void ownerThatComesBackDoesNotKnowWhatWasChangedMeanwhile() throws Exception {
    List<FileStatusEntry> entries = entries("mem://f", 100);
    long before = System.nanoTime();
    client.cache.statuses().publishListed(entries, before, "ann");
    OwnerTable table = cluster.table();
    cluster.node("ann");
    Awaitility.await()
        .until(
            () ->
                first.owner.statuses().table().size() + second.owner.statuses().table().size()
                    < 90);
    client.cache.statuses().forget(entries.stream().map(FileStatusEntry::uri).toList(), "ann");
    cluster.publish(new OwnerTable(cluster.table().epoch() + 1, table.nodes()));
    for (int i = 0; i < 100; i++) {
      assertThat(status(client, "mem://f/" + i).entry().presence())
          .isEqualTo(FileStatusEntry.Presence.ABSENT);
    }
  }

  @Test
  void ownerThatCannotBeToldNowIsToldLater() throws Exception {
    List<FileStatusEntry> entries = entries("mem://f", 40);
    client.cache.statuses().publishListed(entries, System.nanoTime(), "ann");
    List<String> uris = entries.stream().map(FileStatusEntry::uri).toList();
    int port = second.fallSilent();
    client.cache.statuses().forget(uris, "ann");
    second.listenAgain(port);
    Awaitility.await()
        .untilAsserted(
            () -> {
              for (String uri : uris) {
                assertThat(status(second, uri).entry().presence())
                    .isEqualTo(FileStatusEntry.Presence.ABSENT);
              }
            });
  }

  @Test
  void whoWatchesHasHeardOfAChangeWhenItsMakerGoesOn() throws Exception {
    Heard heard = new Heard();
    Closeable watch = client.cache.statuses().watch(heard, "ann");
    int everything = heard.everything.get();
    assertThat(everything).as("one for each owner").isEqualTo(2);
    for (int i = 0; i < 50; i++) {
      Member writer = List.of(first, second, client).get(i % 3);
      writer.cache.statuses().forget(List.of("mem://f/" + i, "mem://f"), "ann");
      assertThat(heard.paths).contains("mem://f/" + i);
    }
    first.cache.statuses().forgetTree("mem://t", "ann");
    assertThat(heard.paths).contains("mem://t/...");
    assertThat(heard.everything).hasValue(everything);

    watch.close();
    Awaitility.await()
        .untilAsserted(
            () -> {
              heard.paths.clear();
              first.cache.statuses().forgetTree("mem://u", "ann");
              assertThat(heard.paths).isEmpty();
            });
  }

  @Test
  void whatOtherUsersChangeIsHeardWithoutItsName() throws Exception {
    Heard heard = new Heard();
    Closeable watch = client.cache.statuses().watch(heard, "ann");
    try {
      int everything = heard.everything.get();
      cluster.client("bob").cache.statuses().forget(List.of("mem://secret"), "bob");
      assertThat(heard.everything).hasValue(everything + 1);
      assertThat(heard.paths).isEmpty();
    } finally {
      watch.close();
    }
  }

  @Test
  void whoseOwnerIsCutOffForgetsEverything() throws Exception {
    Heard heard = new Heard();
    Closeable watch = client.cache.statuses().watch(heard, "ann");
    try {
      int everything = heard.everything.get();
      int port = second.fallSilent();
      Awaitility.await().until(() -> heard.everything.get() > everything);
      int cutOff = heard.everything.get();
      second.listenAgain(port);
      Awaitility.await().until(() -> heard.everything.get() > cutOff);
    } finally {
      watch.close();
    }
  }

  private static final class Heard implements Statuses.ChangeListener {

    final List<String> paths = new CopyOnWriteArrayList<>();
    final AtomicInteger everything = new AtomicInteger();

    @Override
    public void changed(String uri) {
      paths.add(uri);
    }

    @Override
    public void changedTree(String uri) {
      paths.add(uri + "/...");
    }

    @Override
    public void changedAll() {
      everything.incrementAndGet();
    }
  }

  @Test
  void emptyFolderHasOneEmptyPage() throws Exception {
    publish(first, "mem://f", 1, List.of(), System.nanoTime());
    Statuses.Listed listed = second.cache.statuses().listing("mem://f", StatusTable.NEVER, "ann");
    assertThat(listed).isNotNull();
    assertThat(listed.entries()).isEmpty();
  }

  @Test
  void whoMayListAFolderIsToldTheStatusesInItAndNobodyElse() throws Exception {
    store.put("mem://f/1", 7);
    List<FileStatusEntry> entries = entries("mem://f", 5);
    long now = System.nanoTime();
    client.cache.statuses().publishListed(entries, now, "ann");
    publish(client, "mem://f", 1, entries, now);
    Member bob = cluster.client("bob");
    assertThat(bob.cache.statuses().listing("mem://f", MINUTE, "bob")).isNull();
    bob.cache.statuses().status("mem://f/1", MINUTE, "bob", this::ask);
    assertThat(asked).hasValue(1);
    bob.cache.statuses().publishListed(entries, now, "bob");
    publish(bob, "mem://f", 2, entries, now);
    assertThat(bob.cache.statuses().listing("mem://f", MINUTE, "bob")).isNotNull();
    for (int i = 2; i < 5; i++) {
      bob.cache.statuses().status("mem://f/" + i, MINUTE, "bob", this::ask);
    }
    assertThat(asked).hasValue(1);
  }

  private static List<FileStatusEntry> entries(String folder, int count) {
    List<FileStatusEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          FileStatusEntry.file(
              FileVersion.of(folder + "/" + i, i, "e" + i, Strength.STRONG),
              new byte[] {(byte) i}));
    }
    return entries;
  }

  private static void publish(
      Member member, String folder, long listing, List<FileStatusEntry> entries, long askedNanos)
      throws IOException {
    List<StatusPage> pages = StatusPage.cut(entries);
    for (int number = 0; number < pages.size(); number++) {
      member
          .cache
          .statuses()
          .publishPage(folder, listing, number, pages.get(number), askedNanos, member.user);
    }
  }

  @Test
  void withoutLivingOwnersTheSourceAnswers() throws Exception {
    store.put("mem://a", 7);
    first.kill();
    second.kill();
    assertThat(status(client, "mem://a").entry().length()).isEqualTo(7);
    client.cache.statuses().forget(List.of("mem://a"), "ann");
    assertThat(client.cache.statuses().listing("mem://f", MINUTE, "ann")).isNull();
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

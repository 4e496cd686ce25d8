package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.block.Strength;
import io.kindling.cache.client.TestCluster.Member;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackSize;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.Admission;
import io.kindling.cache.policy.Hold;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.SegmentStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sample packs in a cluster of storage nodes and clients over real sockets. */
class PacksTest {

  private static final int BLOCK = TestCluster.LAYOUT.blockSize();

  private final Map<String, String> options =
      new HashMap<>(
          Map.of(
              "fs.cache.lease.timeout", "20s",
              "fs.cache.peer.timeout", "5s",
              "fs.cache.peer.pause", "200ms"));
  private final TestCluster cluster = new TestCluster(options);
  private final MemoryUnderStore underStore = new MemoryUnderStore();
  private final PackWorkshop workshop = new PackWorkshop();
  private final List<Member> nodes = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void nothingLeaks() throws IOException {
    threads.shutdownNow();
    for (Member node : nodes) {
      // What was made behind a caller's back may still be on its way.
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> Objects.requireNonNull(node.store).openHandles() == 0);
    }
    cluster.close();
  }

  @Test
  void packIsMadeOnceThenReadInPlaceByItsOwnerAndOverTheWireByOthers() throws Exception {
    options.put("fs.cache.faults", "strict");
    Member one = node("ann");
    Member other = node("ann");
    Member client = cluster.client("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    assertThat(openAndCheck(client, key)).isEqualTo(Pack.Found.MADE);
    Member owner = owner(key);
    Member neighbour = owner == one ? other : one;

    assertThat(openAndCheck(neighbour, key)).isEqualTo(Pack.Found.PEER);
    assertThat(openAndCheck(owner, key)).isEqualTo(Pack.Found.HERE);
    assertThat(openAndCheck(client, key)).isEqualTo(Pack.Found.PEER);

    assertThat(workshop.made).hasValue(1);
    try (Pack pack = open(owner, key)) {
      assertThat(pack.record(0).isDirect()).as("in place").isTrue();
    }
    MetricsSnapshot counts = client.metrics.snapshot();
    assertThat(counts.get(Metric.PACKS_MADE)).isEqualTo(1);
    assertThat(counts.get(Metric.PACKS_PEER)).isEqualTo(1);
    assertThat(counts.get(Metric.PACK_PEER_BYTES)).isEqualTo(counts.get(Metric.PACK_MADE_BYTES));
    assertThat(owner.metrics.snapshot().get(Metric.PACKS_HERE)).isEqualTo(2);
    assertThat(counts.get(Metric.PACKS_NOT_KEPT)).isZero();
  }

  @Test
  void ownerThatMakesAPackReadsItOutOfItsStoreAtOnce() throws Exception {
    Member node = node("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    try (Pack pack = open(node, key)) {
      PackWorkshop.requireContent(pack, key);
      assertThat(Objects.requireNonNull(node.store).openHandles()).isEqualTo(3);
    }
  }

  @Test
  void waiterIsNotToldOfTheMakersErrorAndMakesThePackItself() throws Exception {
    node("ann");
    Member first = cluster.client("ann");
    Member second = cluster.client("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch fail = new CountDownLatch(1);
    CompletableFuture<Pack.Found> failing =
        async(
            () ->
                openAndCheck(
                    first,
                    key,
                    writer -> {
                      making.countDown();
                      await(fail);
                      throw new IOException("no such picture");
                    }));
    await(making);
    CompletableFuture<Pack.Found> waiting = async(() -> openAndCheck(second, key));
    sleep(300);
    assertThat(waiting).isNotDone();
    fail.countDown();
    assertThatThrownBy(() -> failing.get(20, TimeUnit.SECONDS))
        .hasRootCauseMessage("no such picture");
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(Pack.Found.MADE);
    assertThat(workshop.makings(key)).isEqualTo(2);
  }

  @Test
  void frozenMakerLosesItsLeaseAndKeepsItsOwnPack() throws Exception {
    options.put("fs.cache.lease.timeout", "500ms");
    Member node = node("ann");
    Member frozen = cluster.client("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch thaw = new CountDownLatch(1);
    CompletableFuture<Pack.Found> first =
        async(
            () ->
                openAndCheck(
                    frozen,
                    key,
                    writer -> {
                      making.countDown();
                      await(thaw);
                    }));
    await(making);
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    thaw.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(Pack.Found.MADE);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(frozen.metrics.snapshot().get(Metric.PACKS_NOT_KEPT)).isEqualTo(1));
    assertThat(node.metrics.snapshot().get(Metric.FENCED_PUTS)).isEqualTo(1);
    assertThat(node.metrics.snapshot().get(Metric.LEASES_EXPIRED)).isEqualTo(1);
    assertThat(openAndCheck(frozen, key)).isEqualTo(Pack.Found.PEER);
    assertThat(workshop.makings(key)).isEqualTo(2);
  }

  @Test
  void slowMakerThatGoesOnIsWaitedFor() throws Exception {
    options.put("fs.cache.lease.timeout", "3s");
    Member node = node("ann");
    Member slow = cluster.client("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    CountDownLatch making = new CountDownLatch(1);
    CompletableFuture<Pack.Found> first =
        async(
            () ->
                openAndCheck(
                    slow,
                    key,
                    writer -> {
                      making.countDown();
                      for (int i = 0; i < 12; i++) {
                        sleep(300);
                        writer.goesOn();
                      }
                    }));
    await(making);
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.HERE);
    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(Pack.Found.MADE);
    assertThat(workshop.makings(key)).isEqualTo(1);
  }

  @Test
  void makerWhoseJvmDiesLeavesThePackToTheNext() throws Exception {
    Member node = node("ann");
    Member dying = cluster.client("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<Pack.Found> first =
        async(
            () ->
                openAndCheck(
                    dying,
                    key,
                    writer -> {
                      making.countDown();
                      await(end);
                    }));
    await(making);
    dying.kill();
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    end.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(Pack.Found.MADE);
  }

  @Test
  void packThatItsPathDoesNotAdmitIsMadeByEachWhoAsks() throws Exception {
    Member node = node("ann");
    Member client = cluster.client("ann");
    Objects.requireNonNull(node.store)
        .apply(admitting(new Admission("*", "a", 0, Admission.Touch.FIRST)));
    PackKey key = PackWorkshop.key("mem://packs/a");
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    assertThat(openAndCheck(client, key)).isEqualTo(Pack.Found.MADE);
    assertThat(workshop.makings(key)).isEqualTo(3);
    assertThat(node.store.used()).isZero();
    assertThat(node.metrics.snapshot().get(Metric.PACKS_NOT_KEPT)).isEqualTo(2);
    assertThat(node.metrics.snapshot().get(Metric.LEASES_GRANTED))
        .as("nobody waits for what is not kept")
        .isEqualTo(1);
  }

  @Test
  void packOfAPathThatAdmitsAtTheSecondTouchIsKeptWhenMadeForTheSecondTime() throws Exception {
    Member node = node("ann");
    Objects.requireNonNull(node.store)
        .apply(admitting(new Admission("*", "", 0, Admission.Touch.SECOND)));
    PackKey key = PackWorkshop.key("mem://packs/a");
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.HERE);
  }

  private static PathPolicies admitting(Admission admission) {
    PathPolicy any = PathPolicy.DEFAULT;
    return PathPolicies.NONE.with(
        "mem://packs/",
        new PathPolicy(
            any.eviction(), Hold.EVICTABLE, any.idle(), any.timeToLive(), 0, admission, 1, 1));
  }

  @Test
  void packThatFindsNoRoomIsMadeForItsReader() throws Exception {
    Member node = node("ann");
    Member client = cluster.client("ann");
    Objects.requireNonNull(node.store).apply(PathPolicies.NONE.pin("mem://full/"));
    int room = 2 * BLOCK;
    underStore.put("mem://full/rest", (int) node.store.capacity() - room);
    node.readAll(underStore.open("mem://full/rest", Strength.STRONG, "ann"));
    PackKey key = PackWorkshop.key("mem://packs/a");
    assertThat(openAndCheck(client, key)).isEqualTo(Pack.Found.MADE);
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(node.store.capacity() - node.store.used())
                    .as("nothing of it is kept")
                    .isEqualTo(room));
  }

  @Test
  void ownerThatIsGoneDoesNotFailAnOpening() throws Exception {
    Member node = node("ann");
    Member client = cluster.client("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    assertThat(openAndCheck(client, key)).isEqualTo(Pack.Found.MADE);
    node.kill();
    assertThat(openAndCheck(client, key)).isEqualTo(Pack.Found.MADE);
    assertThat(client.metrics.snapshot().get(Metric.PEER_FAILURES)).isPositive();
  }

  @Test
  void userWithoutARightToTheSourceGetsThePackNeitherHereNorOverTheWire() throws Exception {
    Member node = node("ann");
    Member client = cluster.client("bob");
    workshop.forbidden.add("bob");
    PackKey key = PackWorkshop.key("mem://packs/a");
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);

    assertThatThrownBy(() -> open(client, key)).hasMessageContaining("bob may not read");
    assertThatThrownBy(() -> node.cache.packs().open(key, workshop.maker(key, "bob"), "bob"))
        .hasMessageContaining("bob may not read");
    workshop.forbidden.clear();
    workshop.checks.set(0);
    assertThat(openAndCheck(client, key)).isEqualTo(Pack.Found.PEER);
    assertThat(openAndCheck(client, key)).isEqualTo(Pack.Found.PEER);
    assertThat(workshop.checks).as("the first one earned a grant").hasValue(1);
    assertThat(workshop.made).hasValue(1);
  }

  @Test
  void whoHasReadTheSourceMayReadThePack() throws Exception {
    Member node = node("ann");
    Member client = cluster.client("bob");
    underStore.put("mem://packs/a", 3 * BLOCK);
    UnderStoreFile source = underStore.open("mem://packs/a", Strength.STRONG, "bob");
    PackKey key = PackWorkshop.key(source.version());
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    client.readAll(source);
    client.settle();
    assertThat(openAndCheck(client, key)).isEqualTo(Pack.Found.PEER);
    assertThat(workshop.checks).hasValue(0);
  }

  @Test
  void changedSourceHasAnotherPack() throws Exception {
    Member node = node("ann");
    underStore.put("mem://packs/a", 3 * BLOCK);
    PackKey before = PackWorkshop.key(underStore.version("mem://packs/a", Strength.STRONG));
    assertThat(openAndCheck(node, before)).isEqualTo(Pack.Found.MADE);
    underStore.put("mem://packs/a", 3 * BLOCK);
    PackKey after = PackWorkshop.key(underStore.version("mem://packs/a", Strength.STRONG));
    assertThat(openAndCheck(node, after)).isEqualTo(Pack.Found.MADE);
    assertThat(workshop.made).hasValue(2);
  }

  @Test
  void packThatLostABlockIsDroppedAndMadeAgainWhoeverFindsOut() throws Exception {
    options.put("fs.cache.faults", "strict");
    Member node = node("ann");
    Member client = cluster.client("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    int makings = 0;
    for (Member finder : List.of(node, client)) {
      for (int lost = 0; lost < 3; lost++) {
        assertThat(openAndCheck(node, key))
            .isEqualTo(makings == 0 ? Pack.Found.MADE : Pack.Found.HERE);
        makings = workshop.makings(key);
        assertThat(Objects.requireNonNull(node.store).remove(block(key, lost))).isTrue();
        assertThat(openAndCheck(finder, key)).isEqualTo(Pack.Found.MADE);
        Awaitility.await().until(() -> node.store.contains(block(key, 0)));
        assertThat(workshop.makings(key)).isEqualTo(++makings);
      }
    }
    assertThat(node.metrics.snapshot().get(Metric.PACKS_DROPPED))
        .as("without its first block a pack is just not there")
        .isEqualTo(4);
  }

  @Test
  void searchFindsWholePacksAndMakesNone() throws Exception {
    options.put("fs.cache.faults", "strict");
    Member one = node("ann");
    Member other = node("ann");
    Member client = cluster.client("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    for (Member each : List.of(one, other, client)) {
      assertThat(find(each, key)).isNull();
    }
    assertThat(workshop.made).hasValue(0);

    long length;
    try (Pack pack = open(client, key)) {
      length = pack.length();
    }
    Member owner = owner(key);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Objects.requireNonNull(owner.store).contains(block(key, 0)));
    for (Member each : List.of(one, other, client)) {
      assertThat(find(each, key)).isEqualTo(new PackSize(15, length));
    }
    assertThat(Objects.requireNonNull(owner.store).remove(block(key, 2))).isTrue();
    assertThat(find(client, key)).isNull();
    assertThat(workshop.made).hasValue(1);
    assertThat(openAndCheck(client, key))
        .as("nothing is leased any more")
        .isEqualTo(Pack.Found.MADE);
  }

  @Test
  void searchOfAnotherOwnersPackIsForThoseWhoMayReadIt() throws Exception {
    Member node = node("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    Member eve = cluster.client("eve");
    workshop.forbidden.add("eve");
    assertThatThrownBy(() -> find(eve, key)).hasMessageContaining("eve may not read");
  }

  private @Nullable PackSize find(Member member, PackKey key) throws IOException {
    return member.cache.packs().find(key, workshop.maker(key, member.user()), member.user());
  }

  @Test
  void partOfAPackThatIsStillComingToAnotherNodeIsLeftAlone() throws Exception {
    Member one = node("ann");
    Member other = node("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    Member owner = owner(key);
    SegmentStore elsewhere = Objects.requireNonNull((owner == one ? other : one).store);
    assertThat(openAndCheck(owner, key)).isEqualTo(Pack.Found.MADE);
    try (BlockHandle first = Objects.requireNonNull(owner.store).acquire(block(key, 0));
        BlockWriter writer = elsewhere.reserve(block(key, 0), first.length())) {
      for (ByteBuffer view : first.views(0, first.length())) {
        writer.write(view);
      }
      writer.publish().close();
    }
    assertThat(openAndCheck(owner == one ? other : one, key)).isEqualTo(Pack.Found.PEER);
    assertThat(elsewhere.contains(block(key, 0))).isTrue();
    assertThat(openAndCheck(owner, key)).isEqualTo(Pack.Found.HERE);
  }

  @Test
  void wrongBytesUnderAPacksNameAreDroppedCountedAndMadeAgain() throws Exception {
    Member node = node("ann");
    Member client = cluster.client("ann");
    for (Member finder : List.of(node, client)) {
      PackKey key = PackWorkshop.key("mem://packs/" + finder.metrics.hashCode());
      byte[] wrong = new byte[5_000];
      try (BlockWriter writer =
          Objects.requireNonNull(node.store).reserve(block(key, 0), wrong.length)) {
        writer.write(wrong, 0, wrong.length);
        writer.publish().close();
      }
      assertThat(openAndCheck(finder, key)).isEqualTo(Pack.Found.MADE);
      assertThat(finder.metrics.snapshot().get(Metric.CHECKSUM_FAILURES)).isEqualTo(1);
      assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.HERE);
    }
    assertThat(node.metrics.snapshot().get(Metric.PACKS_DROPPED)).isEqualTo(2);
  }

  @Test
  void packMadeAnewMeanwhileIsNotDroppedForWhatWasWrongWithTheOldOne() throws Exception {
    Member node = node("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    Reader reader = new Reader("ann", UUID.randomUUID(), Reader.Proof.NONE);
    Objects.requireNonNull(node.owner)
        .packs()
        .discard(PackBlocks.of(key, TestCluster.LAYOUT), 12_345, reader);
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.HERE);
  }

  @Test
  void readerWithAnOldTableFindsTheOwner() throws Exception {
    options.put("fs.cache.faults", "strict");
    node("ann");
    Member client = cluster.client("ann");
    OwnerTable old = cluster.table();
    node("ann");
    List<PackKey> keys = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      keys.add(PackWorkshop.key("mem://packs/" + i));
    }
    for (PackKey key : keys) {
      client.owners.replace(old);
      assertThat(openAndCheck(client, key)).isEqualTo(Pack.Found.MADE);
      assertThat(client.owners.epoch()).isEqualTo(cluster.table().epoch());
      Awaitility.await()
          .until(() -> Objects.requireNonNull(owner(key).store).contains(block(key, 0)));
    }
  }

  @Test
  void makingThatFailsUncheckedFailsAloneAndGivesItsLeaseUp() throws Exception {
    Member node = node("ann");
    PackKey key = PackWorkshop.key("mem://packs/a");
    assertThatThrownBy(
            () ->
                openAndCheck(
                    node,
                    key,
                    writer -> {
                      throw new IllegalStateException("a fault of the decoder");
                    }))
        .hasMessage("a fault of the decoder");
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.HERE);
  }

  @Test
  void quotaAndPinOfTheSourcesPathHoldForItsPacks() throws Exception {
    Member node = node("ann");
    SegmentStore store = Objects.requireNonNull(node.store);
    store.apply(
        PathPolicies.NONE
            .pin("mem://pinned/")
            .with("mem://packs/", PathPolicy.DEFAULT.withQuota(7L * BLOCK)));
    PackKey pinned = PackWorkshop.key("mem://pinned/a");
    assertThat(openAndCheck(node, pinned)).isEqualTo(Pack.Found.MADE);
    for (int i = 0; i < 10; i++) {
      PackKey key = PackWorkshop.key("mem://packs/" + i);
      assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
      assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.HERE);
    }
    assertThat(store.used())
        .as("the quota looks at what is published, and a pack comes as a whole")
        .isLessThanOrEqualTo((3 + 7 + 2) * (long) BLOCK);

    underStore.put("mem://other/all", (int) store.capacity() + 10 * BLOCK);
    node.readAll(underStore.open("mem://other/all", Strength.STRONG, "ann"));
    assertThat(store.contains(block(PackWorkshop.key("mem://packs/9"), 0))).isFalse();
    assertThat(openAndCheck(node, pinned)).isEqualTo(Pack.Found.HERE);
  }

  @Test
  void sourceWhosePackIsCompleteLeavesBeforeWhatIsOlder() throws Exception {
    Member node = node("ann");
    SegmentStore store = Objects.requireNonNull(node.store);
    underStore.put("mem://other/old", 20 * BLOCK);
    underStore.put("mem://packs/a", 3 * BLOCK);
    node.readAll(underStore.open("mem://other/old", Strength.STRONG, "ann"));
    UnderStoreFile source = underStore.open("mem://packs/a", Strength.STRONG, "ann");
    node.readAll(source);
    PackKey key = PackWorkshop.key(source.version());
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.MADE);
    int room = (int) (store.capacity() - store.used());
    underStore.put("mem://other/new", room + 3 * BLOCK);
    node.readAll(underStore.open("mem://other/new", Strength.STRONG, "ann"));

    FileVersion old = underStore.version("mem://other/old", Strength.STRONG);
    for (int block = 0; block < 3; block++) {
      assertThat(store.contains(BlockId.of(source.version().versionKey(), block))).isFalse();
    }
    for (int block = 0; block < 20; block++) {
      assertThat(store.contains(BlockId.of(old.versionKey(), block))).isTrue();
    }
    assertThat(openAndCheck(node, key)).isEqualTo(Pack.Found.HERE);
  }

  private Member node(String user) throws IOException {
    Member node = cluster.node(user);
    nodes.add(node);
    return node;
  }

  private Member owner(PackKey key) {
    GroupId anchor = PackBlocks.of(key, TestCluster.LAYOUT).anchor(TestCluster.LAYOUT);
    StorageNodeInfo info = nodes.get(0).owners.node(anchor);
    return nodes.stream().filter(node -> node.info().equals(info)).findFirst().orElseThrow();
  }

  private static BlockId block(PackKey key, int number) {
    return PackBlocks.of(key, TestCluster.LAYOUT).block(number);
  }

  private Pack open(Member member, PackKey key) throws IOException {
    return member.cache.packs().open(key, workshop.maker(key, member.user()), member.user());
  }

  private Pack.Found openAndCheck(Member member, PackKey key) throws IOException {
    return openAndCheck(member, key, writer -> {});
  }

  private Pack.Found openAndCheck(Member member, PackKey key, PackWorkshop.Interlude interlude)
      throws IOException {
    try (Pack pack =
        member
            .cache
            .packs()
            .open(key, workshop.maker(key, member.user(), interlude), member.user())) {
      PackWorkshop.requireContent(pack, key);
      return pack.found();
    }
  }

  private <T> CompletableFuture<T> async(Opening<T> opening) {
    CompletableFuture<T> result = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            result.complete(opening.run());
          } catch (IOException | RuntimeException | AssertionError failed) {
            result.completeExceptionally(failed);
          }
        });
    return result;
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  private static void sleep(long millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  /** Something that opens a pack. */
  @FunctionalInterface
  private interface Opening<T> {
    T run() throws IOException;
  }
}

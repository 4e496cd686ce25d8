package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.block.Strength;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.owner.HotFolders;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.Hold;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.store.Departure;
import io.kindling.cache.store.Freed;
import io.kindling.cache.store.HeldBytes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's client asks of two storage nodes, one of them with a disk. */
class ClusterOperatorIT {

  private static final int FILES = 20;
  private static final int LENGTH = 100_000;

  @TempDir private Path directory;
  private TestNodes nodes;
  private ClusterClient client;
  private ClusterOperator operator;

  @BeforeEach
  void start() throws IOException {
    nodes = new TestNodes();
    TestNodes.Node first = nodes.start();
    nodes.start(Map.of("fs.cache.disk.dirs", directory.toString(), "fs.cache.disk.size", "64m"));
    nodes.awaitTables(2);
    client = nodes.client("ann").client();
    operator = client.operator();
    nodes.fill(FILES, LENGTH);
    first.readAll();
    nodes.awaitSum(Metric.BLOCKS_PUT, 2 * FILES);
  }

  @AfterEach
  void stop() throws IOException {
    nodes.close();
  }

  @Test
  void nodesReportTheirTiersAndCounters() throws IOException {
    List<NodeAnswer<NodeReport>> answers = operator.reports();
    assertThat(answers).hasSize(2).allMatch(each -> each.failure() == null);
    long blocks = 0;
    for (NodeAnswer<NodeReport> each : answers) {
      NodeReport report = Objects.requireNonNull(each.answer());
      assertThat(report.members()).isEqualTo(2);
      assertThat(report.epoch()).isEqualTo(client.table().epoch());
      assertThat(report.process().pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(report.process().user()).isEqualTo("ann");
      JvmLimits limits = report.process().limits();
      assertThat(limits.tier()).isEqualTo(64 << 20);
      assertThat(limits.direct()).isGreaterThanOrEqualTo(limits.tier());
      assertThat(limits.process().bytes()).isGreaterThan(report.process().heapLimit());
      assertThat(limits.process().raise()).isNotEmpty();
      assertThat(limits.closed()).isEmpty();
      assertThat(report.tiers().get(0).capacity()).isEqualTo(64 << 20);
      assertThat(report.used()).isLessThanOrEqualTo(report.capacity());
      blocks += report.tiers().get(0).blocks();
      assertThat(report.counters().get(Metric.BLOCKS_PUT))
          .isEqualTo(report.tiers().get(0).blocks());
    }
    assertThat(blocks).isEqualTo(2 * FILES);
    assertThat(answers).anyMatch(each -> Objects.requireNonNull(each.answer()).tiers().size() == 2);
  }

  @Test
  void eachOwnerHoldsTheBlocksOfItsGroups() throws IOException {
    for (String uri : nodes.contents.keySet()) {
      FileVersion version = nodes.store.version(uri, Strength.STRONG);
      List<StorageNodeInfo> ranked = operator.ranked(new GroupId(version.fileKey(), 0), 2);
      assertThat(ranked).hasSize(2);
      BlockRun run = new BlockRun(version.versionKey(), 0, 2);
      BlockRun beyond = new BlockRun(version.versionKey(), 2, 3);
      List<BitSet> held = operator.holds(ranked.get(0), List.of(run, beyond));
      assertThat(held.get(0).cardinality()).isEqualTo(2);
      assertThat(held.get(1).cardinality()).isZero();
      assertThat(operator.holds(ranked.get(1), List.of(run)).get(0).cardinality()).isZero();
    }
  }

  @Test
  void whatIsHeldOfAFolderIsCountedOnceWhateverTheTier() throws IOException {
    assertThat(held("mem://")).containsOnlyKeys("folder/");
    assertThat(held("mem://").get("folder/"))
        .isEqualTo(new HeldBytes(2 * FILES, (long) FILES * LENGTH));
    assertThat(held("mem://folder/").get(""))
        .isEqualTo(new HeldBytes(2 * FILES, (long) FILES * LENGTH));
    assertThat(held("mem://folder/3").get("")).isEqualTo(new HeldBytes(2, LENGTH));
    assertThat(held("mem://fold/")).isEmpty();
  }

  @Test
  void pathIsFreedOnAllNodesAndWhatIsPinnedStays() throws IOException {
    client.setPolicy("mem://folder/7", PathPolicy.DEFAULT.with(Hold.PINNED));
    awaitPolicies();
    assertThat(freed("mem://folder/3", Freed.Pinned.STAY).dropped())
        .isEqualTo(new HeldBytes(2, LENGTH));
    Freed rest = freed("mem://folder/", Freed.Pinned.STAY);
    assertThat(rest.dropped().blocks()).isEqualTo(2 * (FILES - 2));
    assertThat(rest.pinned()).isEqualTo(new HeldBytes(2, LENGTH));
    assertThat(held("mem://").get("folder/").blocks()).isEqualTo(2);
    assertThat(freed("mem://folder/", Freed.Pinned.GO).dropped().blocks()).isEqualTo(2);
    assertThat(held("mem://")).isEmpty();

    int asked = nodes.store.fetches.size();
    nodes.nodes.get(0).readAll();
    assertThat(nodes.store.fetches.size() - asked).isGreaterThanOrEqualTo(FILES);
  }

  @Test
  void whatLeftIsToldByFolderAndCause() throws IOException {
    freed("mem://folder/", Freed.Pinned.STAY);
    List<Departure> all =
        operator.departures().stream()
            .flatMap(each -> Objects.requireNonNull(each.answer()).stream())
            .toList();
    assertThat(all)
        .allMatch(each -> each.cause() == Departure.Cause.FREED)
        .allMatch(each -> each.folder().equals("mem://folder/"))
        .allMatch(each -> each.lastMillis() >= each.firstMillis());
    assertThat(all.stream().mapToLong(Departure::blocks).sum()).isEqualTo(2 * FILES);
  }

  @Test
  void whatIsReadMostIsToldByFolder() {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .untilAsserted(
            () -> {
              // One read in some is looked at.
              nodes.nodes.get(0).readAll();
              List<HotFolders.Hot> hot =
                  operator.hotFolders(5).stream()
                      .flatMap(each -> Objects.requireNonNull(each.answer()).stream())
                      .toList();
              assertThat(hot)
                  .isNotEmpty()
                  .allMatch(each -> each.folder().equals("mem://folder/"))
                  .allMatch(each -> each.bytesPerSecond() > 0);
            });
  }

  @Test
  void readsOfNodesAndClientsAddUpOverTheCluster() throws IOException {
    TestNodes.Client reader = nodes.client("ann");
    reader.readAll();
    nodes.nodes.get(1).readAll();
    long files = (long) FILES * LENGTH;
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(requested(sumOfAll())).isEqualTo(3 * files));
    MetricsSnapshot sum = sumOfAll();
    assertThat(requested(sum))
        .isEqualTo(
            sum.get(Metric.MEMORY_BYTES)
                + sum.get(Metric.DISK_BYTES)
                + sum.get(Metric.PEER_BYTES)
                + sum.get(Metric.UNDER_STORE_BYTES));
    assertThat(sum.get(Metric.UNDER_STORE_BYTES)).isEqualTo(files);
    assertThat(sum.get(Metric.PEER_BYTES)).isGreaterThanOrEqualTo(files);
    assertThat(sum.get(Metric.SERVED_BYTES)).isEqualTo(sum.get(Metric.PEER_BYTES));
    assertThat(reports().mapToInt(each -> each.clients().active()).sum()).isEqualTo(1);

    // What it read last is told when it ends.
    reader.readAll();
    reader.client().close();
    assertThat(requested(sumOfAll())).isEqualTo(4 * files);
  }

  private static long requested(MetricsSnapshot sum) {
    return sum.get(Metric.REQUESTED_BYTES);
  }

  private Stream<NodeReport> reports() throws IOException {
    return operator.reports().stream().map(each -> Objects.requireNonNull(each.answer()));
  }

  private MetricsSnapshot sumOfAll() throws IOException {
    return reports()
        .map(each -> each.counters().plus(each.clients().counters()))
        .reduce(MetricsSnapshot.zero(), MetricsSnapshot::plus);
  }

  @Test
  void nodesTellWhatTheirTiersHaveByTheirCountersToo() throws IOException {
    assertThat(reports())
        .allSatisfy(
            report -> {
              MetricsSnapshot counters = report.counters();
              assertThat(counters.get(Metric.STORAGE_NODES)).isEqualTo(2);
              assertThat(counters.get(Metric.MEMORY_CAPACITY_BYTES)).isEqualTo(64 << 20);
              assertThat(counters.get(Metric.MEMORY_BLOCKS))
                  .isEqualTo(report.tiers().get(0).blocks());
              assertThat(
                      counters.get(Metric.MEMORY_USED_BYTES) + counters.get(Metric.DISK_USED_BYTES))
                  .isEqualTo(report.used());
            });
  }

  @Test
  void nodeDoesTheWorkThatItWasGivenAndEndsItWhenNobodyWaits() throws Exception {
    StorageNodeInfo node = client.table().nodes().get(0);
    CountDownLatch ended = new CountDownLatch(1);
    KindlingProcess.offer(
        new NodeWork() {
          @Override
          public String name() {
            return "double";
          }

          @Override
          public byte[] run(byte[] request, Signs signs) throws IOException {
            if (request.length == 0) {
              throw new IOException("nothing to double");
            }
            if (request[0] == 0) {
              throw new IllegalArgumentException("0 twice is 0");
            }
            if (request[0] > 100) {
              throw new FileNotFoundException("no such number");
            }
            try {
              while (request[0] < 0) {
                signs.give(request);
              }
            } finally {
              ended.countDown();
            }
            signs.give(new byte[] {1});
            return new byte[] {(byte) (2 * request[0])};
          }
        });
    List<Integer> signs = new ArrayList<>();
    byte[] answer =
        operator.work(node, "double", new byte[] {21}, sign -> signs.add((int) sign[0]));
    assertThat(answer).containsExactly(42);
    assertThat(signs).containsExactly(1);
    assertThatThrownBy(() -> operator.work(node, "double", new byte[0], sign -> {}))
        .isExactlyInstanceOf(WorkFailedException.class)
        .hasMessage("nothing to double");
    assertThatThrownBy(() -> operator.work(node, "double", new byte[1], sign -> {}))
        .isInstanceOf(WorkRefusedException.class)
        .hasMessage("0 twice is 0");
    assertThatThrownBy(() -> operator.work(node, "double", new byte[] {101}, sign -> {}))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("no such number");
    assertThatThrownBy(() -> operator.work(node, "treble", new byte[] {1}, sign -> {}))
        .isInstanceOf(WorkRefusedException.class)
        .hasMessageContaining("treble");
    assertThatThrownBy(
            () ->
                operator.work(
                    node,
                    "double",
                    new byte[] {-1},
                    sign -> {
                      throw new InterruptedIOException("enough");
                    }))
        .hasMessage("enough");
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    // The node is not left alone for that.
    assertThat(operator.work(node, "double", new byte[] {4}, sign -> {})).containsExactly(8);
  }

  @Test
  void nodesSayHowTheyReachEachOther() throws IOException {
    List<NodeAnswer<List<PeerSign>>> pings = operator.pings();
    assertThat(pings).hasSize(2);
    for (NodeAnswer<List<PeerSign>> each : pings) {
      List<PeerSign> signs = Objects.requireNonNull(each.answer());
      assertThat(signs).hasSize(1);
      assertThat(signs.get(0).to()).isNotEqualTo(each.node());
      assertThat(signs.get(0).failure()).isEmpty();
      assertThat(signs.get(0).micros()).isPositive();
    }
  }

  @Test
  void nodeThatIsGoneDoesNotHideTheOthers() throws IOException {
    nodes.nodes.get(1).stop();
    List<NodeAnswer<NodeReport>> answers = operator.reports();
    assertThat(answers).filteredOn(each -> each.answer() != null).hasSize(1);
    assertThat(answers)
        .filteredOn(each -> each.answer() == null)
        .allMatch(each -> each.failure() != null);
  }

  private void awaitPolicies() {
    await()
        .until(
            () ->
                nodes.nodes.stream()
                    .allMatch(each -> each.store().policies().byPath().size() == 1));
  }

  private Map<String, HeldBytes> held(String path) throws IOException {
    Map<String, HeldBytes> sum = new java.util.TreeMap<>();
    for (NodeAnswer<Map<String, HeldBytes>> each : operator.heldBelow(path)) {
      Objects.requireNonNull(each.answer())
          .forEach((child, held) -> sum.merge(child, held, HeldBytes::plus));
    }
    return sum;
  }

  private Freed freed(String path, Freed.Pinned pinned) throws IOException {
    Freed sum = Freed.NOTHING;
    for (NodeAnswer<Freed> each : operator.free(path, pinned)) {
      sum = sum.plus(Objects.requireNonNull(each.answer()));
    }
    return sum;
  }
}

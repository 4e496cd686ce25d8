package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several storage nodes, in one JVM for once, that come and go while files are read. */
class MovedGroupsIT {

  private static final int FILES = 40;
  private static final int LENGTH = 200_000;
  private static final int BLOCKS = FILES * ((LENGTH + 65_535) / 65_536);

  private TestNodes cluster;

  @BeforeEach
  void startRegistryAndFillStore() throws IOException {
    cluster = new TestNodes();
    cluster.fill(FILES, LENGTH);
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  @Test
  void underStoreIsAskedForNothingThatIsHeldAfterAJoinAndAfterADecommission() throws Exception {
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start();
    cluster.awaitTables(2);
    first.readAll();
    cluster.awaitSum(Metric.BLOCKS_PUT, BLOCKS);
    int asked = cluster.store.fetches.size();

    TestNodes.Node third = cluster.start();
    cluster.awaitTables(3);
    third.readAll();
    first.readAll();
    assertThat(cluster.store.fetches).as("everything was held somewhere").hasSize(asked);
    long moved = third.metrics.snapshot().get(Metric.FORMER_OWNER_BYTES);
    assertThat(moved).as("about a third of it").isBetween(FILES / 6L * LENGTH, FILES / 2L * LENGTH);
    assertThat(cluster.sum(Metric.FORMER_OWNER_BYTES))
        .as("nobody else's groups moved")
        .isEqualTo(moved);

    Handover.Result handed = second.decommission(Duration.ofSeconds(30));
    cluster.awaitTables(2);
    assertThat(handed.blocks()).isPositive();
    assertThat(second.metrics.snapshot().get(Metric.HANDED_OVER_BYTES)).isEqualTo(handed.bytes());
    third.readAll();
    first.readAll();
    assertThat(cluster.store.fetches).as("nothing was lost").hasSize(asked);
  }

  @Test
  void handingOverEndsInTimeAndKeepsToItsRate() throws Exception {
    cluster.set(CacheOptions.HANDOVER_RATE.key(), "1m");
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start();
    cluster.awaitTables(2);
    first.readAll();
    cluster.awaitSum(Metric.BLOCKS_PUT, BLOCKS);

    long begin = System.nanoTime();
    Handover.Result handed = second.decommission(Duration.ofSeconds(1));
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(handed.bytes()).isBetween(500_000L, 1_200_000L);
    assertThat(handed.notTaken()).isPositive();
    assertThat(taken).isLessThan(Duration.ofSeconds(8));
    cluster.awaitTables(1);
    first.readAll();
  }

  @Test
  void blocksThatAnEarlierProcessLeftOnDiskAreHandedOverAsWell(@TempDir Path disk)
      throws Exception {
    Map<String, String> onDisk =
        Map.of(CacheOptions.DISK_DIRS.key(), disk.toString(), CacheOptions.DISK_SIZE.key(), "512m");
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start(onDisk);
    cluster.awaitTables(2);
    first.readAll();
    cluster.awaitSum(Metric.BLOCKS_PUT, BLOCKS);
    long owned = second.metrics.snapshot().get(Metric.BLOCKS_PUT);
    int asked = cluster.store.fetches.size();
    second.stop();
    cluster.awaitTables(1);

    TestNodes.Node next = cluster.start(onDisk);
    cluster.awaitTables(2);
    Handover.Result handed = next.decommission(Duration.ofSeconds(30));
    cluster.awaitTables(1);
    assertThat(handed.blocks()).isEqualTo(owned).isPositive();
    first.readAll();
    assertThat(cluster.store.fetches).as("nothing was lost").hasSize(asked);
  }

  @Test
  void readersNeedNoNewProofForBlocksThatWereHandedOver() throws Exception {
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start();
    cluster.awaitTables(2);
    first.readAll("bob");
    cluster.awaitSum(Metric.BLOCKS_PUT, BLOCKS);
    assertThat(cluster.store.readableChecks).as("who fetched has shown it").hasValue(0);
    int asked = cluster.store.fetches.size();

    second.decommission(Duration.ofSeconds(30));
    cluster.awaitTables(1);
    first.readAll("bob");
    assertThat(cluster.store.readableChecks).hasValue(0);
    assertThat(cluster.store.fetches).hasSize(asked);
    first.readAll("ann");
    assertThat(cluster.store.readableChecks).as("ann has shown nothing").hasValue(FILES);
  }

  @Test
  void policySetOnOneNodeHoldsOnAllAndOnThoseThatComeLater() throws Exception {
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start();
    cluster.awaitTables(2);
    PathPolicy pinned = PathPolicies.NONE.pin("mem://folder/").of("mem://folder/");
    first.node.setPolicy("mem://folder/", pinned);
    TestNodes.Node third = cluster.start();

    for (TestNodes.Node each : List.of(first, second, third)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(each.node.owners().local().store().policies().of("mem://folder/a"))
                      .isEqualTo(pinned));
    }
  }
}

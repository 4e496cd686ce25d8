package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.placement.Placement;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups on several nodes, in one JVM for once. */
class ReplicasIT {

  private static final String FOLDER = "mem://folder/";
  private static final int FILES = 20;
  private static final int LENGTH = 200_000;
  private static final int BLOCKS = FILES * ((LENGTH + 65_535) / 65_536);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private TestNodes cluster;

  @BeforeEach
  void startRegistryAndFillStore() throws IOException {
    cluster = new TestNodes();
    cluster.set(CacheOptions.REPLICA_HALF_LIFE.key(), "500ms");
    cluster.fill(FILES, LENGTH);
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  @Test
  void whereNothingIsSetNothingIsReplicated() throws Exception {
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start();
    cluster.awaitTables(2);
    first.readAll();
    second.readAll();
    cluster.awaitSum(Metric.BLOCKS_PUT, BLOCKS);
    for (int round = 0; round < 20; round++) {
      first.readAll();
      second.readAll();
    }
    Thread.sleep(1_000);
    assertThat(cluster.sum(Metric.REPLICAS_MADE)).isZero();
    assertThat(cluster.sum(Metric.REPLICA_READS)).isZero();
    assertThat(cluster.sum(Metric.REPLICA_MISSES)).isZero();
    assertThat(cluster.sum(Metric.BLOCKS_PUT)).isEqualTo(BLOCKS);
    assertThat(first.holders("mem://folder/0")).hasSize(1);
  }

  @Test
  void freshBlocksAreGivenOnAndSurviveTheirOwner() throws Exception {
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start();
    TestNodes.Node third = cluster.start();
    cluster.awaitTables(3);
    replicas(first, 2, 2);
    first.readAll();
    cluster.awaitSum(Metric.REPLICAS_MADE, BLOCKS);
    cluster.awaitSum(Metric.REPLICAS_HELD, BLOCKS);
    assertThat(cluster.sum(Metric.REPLICA_BYTES)).isEqualTo((long) FILES * LENGTH);
    int asked = cluster.store.fetches.size();
    TestNodes.Client client = cluster.client("ann");
    for (TestNodes.Reads each : List.of(first, third, client)) {
      await().atMost(LIMIT).until(() -> each.holders("mem://folder/0").size() == 2);
    }

    second.stop();
    cluster.awaitTables(2);
    first.readAll();
    third.readAll();
    assertThat(cluster.store.fetches).as("every block had another node").hasSize(asked);
    await().atMost(LIMIT).untilAsserted(() -> assertEveryBlockIsHeldBy(2));
    cluster.awaitSum(Metric.REPLICAS_HELD, BLOCKS);

    third.stop();
    cluster.awaitTables(1);
    first.readAll();
    assertThat(cluster.store.fetches).as("replicas were made anew").hasSize(asked);
  }

  @Test
  void nodeThatJoinsGetsItsPartWithoutBeingAsked() throws Exception {
    TestNodes.Node first = cluster.start();
    cluster.start();
    cluster.awaitTables(2);
    first.readAll();
    cluster.awaitSum(Metric.BLOCKS_PUT, BLOCKS);
    int asked = cluster.store.fetches.size();
    replicas(first, 2, 2);
    await().atMost(LIMIT).untilAsserted(() -> assertEveryBlockIsHeldBy(2));

    TestNodes.Node third = cluster.start();
    cluster.awaitTables(3);
    await().atMost(LIMIT).untilAsserted(this::assertOwnerAndNextHoldEverything);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              long held = cluster.sum(Metric.REPLICAS_HELD);
              assertThat(held).as("those that ranked second before let go").isEqualTo(BLOCKS);
            });
    third.readAll();
    assertThat(cluster.store.fetches).hasSize(asked);

    replicas(first, 1, 1);
    cluster.awaitSum(Metric.REPLICAS_HELD, 0);
    assertThat(cluster.sum(Metric.REPLICAS_DROPPED)).isGreaterThanOrEqualTo(BLOCKS);
    third.readAll();
    first.readAll();
    assertThat(cluster.store.fetches).as("owners keep what they own").hasSize(asked);
  }

  @Test
  void hotGroupsGetMoreNodesAndLoseThemWhenTheyAreCold() throws Exception {
    cluster.set(CacheOptions.REPLICA_HOT_RATE.key(), "100k");
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start();
    TestNodes.Node third = cluster.start();
    cluster.awaitTables(3);
    replicas(first, 1, 3);
    for (TestNodes.Node each : List.of(first, second, third)) {
      each.readAll();
    }
    int asked = cluster.store.fetches.size();
    String hot = "mem://folder/7";
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              for (TestNodes.Node each : cluster.nodes) {
                each.read(hot, "ann");
              }
              return holdersOf(hot) == 3;
            });
    TestNodes.Client reader = cluster.client("ann");
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              reader.read(hot, "ann");
              for (TestNodes.Node each : cluster.nodes) {
                each.read(hot, "ann");
              }
              return reader.metrics.snapshot().get(Metric.REPLICA_READS) > 20;
            });
    assertThat(reader.holders(hot)).hasSize(3);
    assertThat(cluster.store.fetches).hasSize(asked);

    await().atMost(LIMIT).untilAsserted(() -> assertThat(holdersOf(hot)).isEqualTo(1));
    cluster.awaitSum(Metric.REPLICAS_HELD, 0);
    assertThat(cluster.sum(Metric.REPLICAS_DROPPED))
        .isEqualTo(cluster.sum(Metric.REPLICAS_MADE))
        .isPositive();
    reader.read(hot, "ann");
    reader.read(hot, "ann");
    assertThat(cluster.store.fetches).as("the owner has it").hasSize(asked);
  }

  @Test
  void ownerThatLostABlockGetsItFromItsReplica() throws Exception {
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start();
    cluster.awaitTables(2);
    replicas(first, 2, 2);
    first.readAll();
    cluster.awaitSum(Metric.REPLICAS_HELD, BLOCKS);
    int asked = cluster.store.fetches.size();
    for (String uri : cluster.contents.keySet()) {
      for (int block = 0; block < 4; block++) {
        assertThat(first.store().remove(cluster.block(uri, block))).isTrue();
      }
    }
    first.readAll();
    second.readAll();
    assertThat(cluster.store.fetches).hasSize(asked);
  }

  @Test
  void changedFileIsNotServedFromReplicasOfItsOldVersion() throws Exception {
    TestNodes.Node first = cluster.start();
    cluster.start();
    TestNodes.Node third = cluster.start();
    cluster.awaitTables(3);
    replicas(first, 3, 3);
    first.readAll();
    cluster.awaitSum(Metric.REPLICAS_HELD, 2L * BLOCKS);
    cluster.fill(FILES, LENGTH);
    third.readAll();
    first.readAll();
  }

  private void replicas(TestNodes.Node node, int fewest, int most) throws IOException {
    PathPolicy policy = PathPolicy.DEFAULT.withReplicas(fewest, most);
    node.node.setPolicy(FOLDER, policy);
    for (TestNodes.Node each : cluster.nodes) {
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(each.store().policies().of(FOLDER)).isEqualTo(policy));
    }
    assertThat(PathPolicies.NONE.with(FOLDER, policy).of(FOLDER)).isEqualTo(policy);
  }

  private int holdersOf(String uri) throws IOException {
    int holders = 0;
    for (TestNodes.Node each : cluster.nodes) {
      boolean all = true;
      for (int block = 0; block < 4; block++) {
        all &= each.store().contains(cluster.block(uri, block));
      }
      holders += all ? 1 : 0;
    }
    return holders;
  }

  private void assertEveryBlockIsHeldBy(int count) throws IOException {
    for (String uri : cluster.contents.keySet()) {
      for (int block = 0; block < 4; block++) {
        int holders = 0;
        for (TestNodes.Node each : cluster.nodes) {
          holders += each.store().contains(cluster.block(uri, block)) ? 1 : 0;
        }
        assertThat(holders).as("%s block %d", uri, block).isGreaterThanOrEqualTo(count);
      }
    }
  }

  private void assertOwnerAndNextHoldEverything() throws IOException {
    for (String uri : cluster.contents.keySet()) {
      for (int block = 0; block < 4; block++) {
        List<StorageNodeInfo> nodes =
            Placement.over(cluster.nodes.get(0).node.table())
                .owners(new GroupId(FileKey.of(uri), block / 2), 2);
        for (TestNodes.Node each : cluster.nodes) {
          if (nodes.contains(each.node.info())) {
            assertThat(each.store().contains(cluster.block(uri, block)))
                .as("%s block %d at %s", uri, block, each.node.info())
                .isTrue();
          }
        }
      }
    }
  }
}

package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.client.PackWorkshop;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.policy.PathPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs in a cluster whose storage nodes come and go: they move with the groups they belong to. */
class MovedPacksIT {

  private static final int PACKS = 40;

  private final PackWorkshop workshop = new PackWorkshop();
  private final List<PackKey> keys = new ArrayList<>();
  private TestNodes cluster;

  @BeforeEach
  void startRegistry() throws IOException {
    cluster = new TestNodes();
    for (int i = 0; i < PACKS / 2; i++) {
      keys.add(PackWorkshop.largerThanItsSource("mem://folder/" + i));
      keys.add(PackWorkshop.atTheEnd("mem://folder/" + i));
    }
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  @Test
  void nothingIsMadeAnewWhenANodeJoinsOrLeavesInOrder() throws Exception {
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start();
    cluster.awaitTables(2);
    openAll(first);
    cluster.awaitSum(Metric.BLOCKS_PUT, 2 * PACKS);
    openAll(second);
    assertThat(workshop.made).hasValue(PACKS);
    assertThat(second.metrics.snapshot().get(Metric.PACKS_HERE)).isPositive();

    TestNodes.Node third = cluster.start();
    cluster.awaitTables(3);
    openAll(third);
    openAll(first);
    assertThat(workshop.made).as("everything was held somewhere").hasValue(PACKS);
    assertThat(third.metrics.snapshot().get(Metric.FORMER_OWNER_BYTES)).isPositive();

    Handover.Result handed = second.decommission(Duration.ofSeconds(30));
    assertThat(handed.blocks()).isPositive();
    cluster.awaitTables(2);
    openAll(third);
    openAll(first);
    assertThat(workshop.made).as("nothing was lost").hasValue(PACKS);
  }

  @Test
  void packsOnDiskOutliveEveryNodeThatIsReplaced(@TempDir Path folder) throws Exception {
    TestNodes.Node first = cluster.start(onDisk(folder.resolve("a")));
    TestNodes.Node second = cluster.start(onDisk(folder.resolve("b")));
    cluster.awaitTables(2);
    openAll(first);
    cluster.awaitSum(Metric.BLOCKS_PUT, 2 * PACKS);

    first.stop();
    cluster.awaitTables(1);
    first = cluster.start(onDisk(folder.resolve("a")));
    cluster.awaitTables(2);
    second.stop();
    cluster.awaitTables(1);
    second = cluster.start(onDisk(folder.resolve("b")));
    cluster.awaitTables(2);
    openAll(first);
    openAll(second);
    assertThat(workshop.made).as("made by nodes that are all gone").hasValue(PACKS);

    Handover.Result handed = second.decommission(Duration.ofSeconds(30));
    assertThat(handed.blocks()).isPositive();
    cluster.awaitTables(1);
    openAll(first);
    assertThat(workshop.made).hasValue(PACKS);
  }

  @Test
  void packsThatAnEarlierProcessLeftOnDiskAreHandedOverThoughNobodyReadThem(@TempDir Path folder)
      throws Exception {
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start(onDisk(folder));
    cluster.awaitTables(2);
    openAll(first);
    cluster.awaitSum(Metric.BLOCKS_PUT, 2 * PACKS);
    long owned = second.metrics.snapshot().get(Metric.BLOCKS_PUT);
    second.stop();
    cluster.awaitTables(1);

    TestNodes.Node next = cluster.start(onDisk(folder));
    cluster.awaitTables(2);
    Handover.Result handed = next.decommission(Duration.ofSeconds(30));
    cluster.awaitTables(1);
    assertThat(handed.blocks()).isEqualTo(owned).isPositive();
    openAll(first);
    assertThat(workshop.made).hasValue(PACKS);
  }

  @Test
  void packsOfAPathWithReplicasOutliveANodeThatIsLost() throws Exception {
    TestNodes.Node first = cluster.start();
    TestNodes.Node second = cluster.start();
    TestNodes.Node third = cluster.start();
    cluster.awaitTables(3);
    PathPolicy two = PathPolicy.DEFAULT.withReplicas(2, 2);
    first.node.setPolicy("mem://folder/", two);
    for (TestNodes.Node each : List.of(first, second, third)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> each.store().policies().of("mem://folder/a").equals(two));
    }
    openAll(first);
    cluster.awaitSum(Metric.REPLICAS_MADE, 2 * PACKS);
    second.stop();
    cluster.awaitTables(2);
    openAll(first);
    openAll(third);
    assertThat(workshop.made).as("the next owner held what was lost").hasValue(PACKS);
  }

  private static Map<String, String> onDisk(Path folder) {
    return Map.of(
        CacheOptions.DISK_DIRS.key(), folder.toString(), CacheOptions.DISK_SIZE.key(), "512m");
  }

  private void openAll(TestNodes.Node node) throws IOException {
    for (PackKey key : keys) {
      try (Pack pack = node.packs().open(key, workshop.maker(key, "ann"), "ann")) {
        PackWorkshop.requireContent(pack, key);
      }
    }
  }
}

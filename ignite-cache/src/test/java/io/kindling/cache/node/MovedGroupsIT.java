package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.Strength;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.MemoryUnderStore;
import io.kindling.cache.client.ReadPlanner;
import io.kindling.cache.cluster.RegistryServer;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several storage nodes, in one JVM for once, that come and go while files are read. */
class MovedGroupsIT {

  private static final int FILES = 40;
  private static final int LENGTH = 200_000;
  private static final int BLOCKS = FILES * ((LENGTH + 65_535) / 65_536);

  private final Map<String, String> options =
      new HashMap<>(
          Map.of(
              CacheOptions.BLOCK_SIZE.key(), "64k",
              CacheOptions.GROUP_SIZE.key(), "128k",
              CacheOptions.MEMORY_SIZE.key(), "64m",
              CacheOptions.FAULTS.key(), "strict",
              CacheOptions.CLUSTER_SECRET.key(), "secret"));
  private final MemoryUnderStore store = new MemoryUnderStore();
  private final Map<String, byte[]> contents = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private RegistryServer registry;

  @BeforeEach
  void startRegistryAndFillStore() throws IOException {
    Settings settings = settings();
    registry =
        RegistryServer.start(
            "127.0.0.1",
            0,
            KindlingProcess.access(settings),
            settings.get(CacheOptions.PEER_TIMEOUT),
            new Metrics());
    options.put(CacheOptions.CLUSTER_SEEDS.key(), registry.endpoint().toString());
    for (int file = 0; file < FILES; file++) {
      String uri = "mem://folder/" + file;
      contents.put(uri, store.put(uri, LENGTH));
    }
  }

  @AfterEach
  void stop() throws IOException {
    nodes.forEach(each -> each.node.close());
    registry.close();
  }

  @Test
  void underStoreIsAskedForNothingThatIsHeldAfterAJoinAndAfterADecommission() throws Exception {
    Node first = start();
    Node second = start();
    awaitTables(2);
    first.readAll();
    await().untilAsserted(() -> assertThat(sum(Metric.BLOCKS_PUT)).isEqualTo(BLOCKS));
    int asked = store.fetches.size();

    Node third = start();
    awaitTables(3);
    third.readAll();
    first.readAll();
    assertThat(store.fetches).as("everything was held somewhere").hasSize(asked);
    long moved = third.metrics.snapshot().get(Metric.FORMER_OWNER_BYTES);
    assertThat(moved).as("about a third of it").isBetween(FILES / 6L * LENGTH, FILES / 2L * LENGTH);
    assertThat(sum(Metric.FORMER_OWNER_BYTES)).as("nobody else's groups moved").isEqualTo(moved);

    Handover.Result handed = second.node.decommission(Duration.ofSeconds(30));
    nodes.remove(second);
    awaitTables(2);
    assertThat(handed.blocks()).isPositive();
    assertThat(second.metrics.snapshot().get(Metric.HANDED_OVER_BYTES)).isEqualTo(handed.bytes());
    third.readAll();
    first.readAll();
    assertThat(store.fetches).as("nothing was lost").hasSize(asked);
  }

  @Test
  void handingOverEndsInTimeAndKeepsToItsRate() throws Exception {
    options.put(CacheOptions.HANDOVER_RATE.key(), "1m");
    Node first = start();
    Node second = start();
    awaitTables(2);
    first.readAll();
    await().untilAsserted(() -> assertThat(sum(Metric.BLOCKS_PUT)).isEqualTo(BLOCKS));

    long begin = System.nanoTime();
    Handover.Result handed = second.node.decommission(Duration.ofSeconds(1));
    nodes.remove(second);
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(handed.bytes()).isBetween(500_000L, 1_200_000L);
    assertThat(handed.notTaken()).isPositive();
    assertThat(taken).isLessThan(Duration.ofSeconds(8));
    awaitTables(1);
    first.readAll();
  }

  @Test
  void policySetOnOneNodeHoldsOnAllAndOnThoseThatComeLater() throws Exception {
    Node first = start();
    Node second = start();
    awaitTables(2);
    PathPolicy pinned = PathPolicies.NONE.pin("mem://folder/").of("mem://folder/");
    first.node.setPolicy("mem://folder/", pinned);
    Node third = start();

    for (Node each : List.of(first, second, third)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(each.node.owners().local().store().policies().of("mem://folder/a"))
                      .isEqualTo(pinned));
    }
  }

  private Node start() throws IOException {
    Node node = new Node();
    nodes.add(node);
    return node;
  }

  private void awaitTables(int size) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(nodes)
                    .allSatisfy(each -> assertThat(each.node.table().size()).isEqualTo(size)));
  }

  private long sum(Metric metric) {
    return nodes.stream().mapToLong(each -> each.metrics.snapshot().get(metric)).sum();
  }

  private Settings settings() {
    return Settings.read(CacheOptions.ALL, options::get);
  }

  /** A node, and a reader beside it. */
  private final class Node {

    final Metrics metrics = new Metrics();
    final StorageNode node;
    private final ReadPlanner reader;

    Node() throws IOException {
      UUID session = UUID.randomUUID();
      node =
          StorageNode.start(
              new NodePlace("127.0.0.1", "", "ann"),
              settings(),
              () -> List.of(registry.endpoint()),
              metrics,
              session);
      reader = new ReadPlanner(node.owners(), node.layout(), metrics, session, settings());
    }

    void readAll() throws IOException {
      for (Map.Entry<String, byte[]> content : contents.entrySet()) {
        byte[] bytes = new byte[LENGTH];
        try (CachedFile file =
            reader.open(store.open(content.getKey(), Strength.STRONG, "ann"), "ann")) {
          assertThat(file.read(0, bytes, 0, LENGTH)).isEqualTo(LENGTH);
        }
        assertThat(bytes).isEqualTo(content.getValue());
      }
    }
  }
}

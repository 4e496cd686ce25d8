package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.Strength;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.MemoryUnderStore;
import io.kindling.cache.cluster.ChildProgram;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.transfer.HandshakeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Storage nodes in JVMs of their own, and this JVM as the driver that reads through them. */
class NodeProcessesIT {

  private static final Map<String, String> OPTIONS =
      Map.of(
          CacheOptions.BLOCK_SIZE.key(), "64k",
          CacheOptions.GROUP_SIZE.key(), "256k",
          CacheOptions.MEMORY_SIZE.key(), "64m",
          CacheOptions.PEER_TIMEOUT.key(), "2s");

  private final MemoryUnderStore store = new MemoryUnderStore();
  private final List<ChildProgram> programs = new ArrayList<>();
  @TempDir private Path directory;
  private ClusterHost host;

  @BeforeEach
  void startTheDriversPart() throws IOException {
    host = ClusterHost.start("127.0.0.1", OPTIONS, "ann");
  }

  @AfterEach
  void stopAll() throws IOException {
    programs.forEach(ChildProgram::close);
    host.close();
  }

  @Test
  void blocksLiveInTheNodesAndSurviveTheLossOfOne() throws Exception {
    ChildProgram first = startNode();
    startNode();
    host.awaitNodes(2, Duration.ofSeconds(40));
    byte[] content = store.put("mem://a", 5_000_000);
    BlockCache cache = KindlingProcess.cache(settings(host.invitation()), "ann");

    assertThat(readAll(cache)).isEqualTo(content);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(sum(Metric.BLOCKS_PUT)).isEqualTo((5_000_000 + 65_535) / 65_536));
    int requests = store.fetches.size();
    MetricsSnapshot before = KindlingProcess.metrics();
    assertThat(readAll(cache)).isEqualTo(content);
    assertThat(store.fetches).hasSize(requests);
    assertThat(KindlingProcess.metrics().minus(before).get(Metric.PEER_BYTES))
        .isEqualTo(content.length);

    first.signal("KILL");
    assertThat(readAll(cache)).isEqualTo(content);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(host.client().table().size()).isEqualTo(1));
    assertThat(readAll(cache)).isEqualTo(content);
    before = KindlingProcess.metrics();
    requests = store.fetches.size();
    assertThat(readAll(cache)).isEqualTo(content);
    assertThat(store.fetches).as("the survivor holds everything now").hasSize(requests);
    assertThat(KindlingProcess.metrics().minus(before).get(Metric.UNDER_STORE_BYTES)).isZero();
  }

  @Test
  @Tag("full")
  @DisabledOnOs(OS.WINDOWS)
  void frozenNodeIsSkippedInTimeAndComesBackAsItWas() throws Exception {
    startNode();
    ChildProgram frozen = startNode();
    host.awaitNodes(2, Duration.ofSeconds(40));
    List<StorageNodeInfo> before = host.client().table().nodes();
    byte[] content = store.put("mem://a", 5_000_000);
    BlockCache cache = KindlingProcess.cache(settings(host.invitation()), "ann");
    assertThat(readAll(cache)).isEqualTo(content);

    frozen.signal("STOP");
    long begin = System.nanoTime();
    assertThat(readAll(cache)).isEqualTo(content);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .as("one wait of 2 s for the whole file, not one for each block")
        .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(5));
    begin = System.nanoTime();
    assertThat(readAll(cache)).isEqualTo(content);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .as("left alone: no wait, or that of one try")
        .isLessThan(Duration.ofSeconds(4));
    awaitTable(1);

    frozen.signal("CONT");
    awaitTable(2);
    assertThat(host.client().table().nodes()).isEqualTo(before);
    assertThat(readAll(cache)).isEqualTo(content);
  }

  @Test
  void decommissionedNodeLeavesItsBlocksToTheOthers() throws Exception {
    startNode();
    ChildProgram leaving = startNode();
    host.awaitNodes(2, Duration.ofSeconds(40));
    byte[] content = store.put("mem://a", 5_000_000);
    BlockCache cache = KindlingProcess.cache(settings(host.invitation()), "ann");
    assertThat(readAll(cache)).isEqualTo(content);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(sum(Metric.BLOCKS_PUT)).isEqualTo((5_000_000 + 65_535) / 65_536));
    int requests = store.fetches.size();

    leaving.say("decommission");
    leaving.await("DECOMMISSIONED");
    awaitTable(1);
    assertThat(readAll(cache)).isEqualTo(content);
    assertThat(store.fetches).as("nothing was lost").hasSize(requests);
  }

  @Test
  @Tag("full")
  void killedOwnerCostsNoFetchWhereTwoNodesHoldEachBlock() throws Exception {
    startNode();
    ChildProgram killed = startNode();
    startNode();
    host.awaitNodes(3, Duration.ofSeconds(40));
    host.client().setPolicy("mem://", PathPolicy.DEFAULT.withReplicas(2, 2));
    byte[] content = store.put("mem://a", 5_000_000);
    BlockCache cache = KindlingProcess.cache(settings(host.invitation()), "ann");
    assertThat(readAll(cache)).isEqualTo(content);
    int blocks = (5_000_000 + 65_535) / 65_536;
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(sum(Metric.REPLICAS_HELD)).isEqualTo(blocks);
              assertThat(sum(Metric.BLOCKS_PUT)).isEqualTo(2L * blocks);
            });
    int requests = store.fetches.size();

    killed.signal("KILL");
    assertThat(readAll(cache)).as("at once").isEqualTo(content);
    awaitTable(2);
    assertThat(readAll(cache)).as("by the new table").isEqualTo(content);
    assertThat(store.fetches).hasSize(requests);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(sum(Metric.REPLICAS_HELD)).isEqualTo(blocks));
  }

  @Test
  void stoppedNodeLeavesAndItsJvmEnds() throws Exception {
    ChildProgram node = startNode();
    host.awaitNodes(1, Duration.ofSeconds(40));
    node.say("stop");
    node.await("STOPPED");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> {
              host.client().refresh();
              return host.client().table().size() == 0;
            });
    node.say("throw");
    assertThat(node.exitValue()).isEqualTo(1);
  }

  @Test
  void jvmWhoseMainThrewDoesNotLiveOnByItsNode() throws Exception {
    ChildProgram node = startNode();
    node.say("throw");
    assertThat(node.exitValue()).isEqualTo(1);
    assertThat(node.lines()).anyMatch(line -> line.contains("thrown by the program"));
  }

  @Test
  void clientWithAnotherSecretOrBlockSizeIsRefusedInOneLine() throws Exception {
    startNode();
    host.awaitNodes(1, Duration.ofSeconds(40));
    host.close();
    Map<String, String> invitation = new HashMap<>(host.invitation());
    host = ClusterHost.start("127.0.0.1", OPTIONS, "ann");

    ChildProgram second = startNode();
    second.await("READY");
    Map<String, String> wrongSecret = new HashMap<>(host.invitation());
    wrongSecret.put(CacheOptions.CLUSTER_SECRET.key(), "guess");
    assertThatThrownBy(() -> KindlingProcess.join(settings(wrongSecret), "ann"))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining(CacheOptions.CLUSTER_SECRET.key());
    Map<String, String> otherSize = new HashMap<>(host.invitation());
    otherSize.put(CacheOptions.BLOCK_SIZE.key(), "128k");
    assertThatThrownBy(() -> KindlingProcess.join(settings(otherSize), "ann"))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining(CacheOptions.BLOCK_SIZE.key())
        .hasMessageContaining("65536");
    Map<String, String> otherCluster = new HashMap<>(host.invitation());
    otherCluster.put(CacheOptions.CLUSTER_ID.key(), invitation.get(CacheOptions.CLUSTER_ID.key()));
    assertThatThrownBy(() -> KindlingProcess.join(settings(otherCluster), "ann"))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining(CacheOptions.CLUSTER_ID.key());
  }

  private void awaitTable(int size) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              host.client().refresh();
              assertThat(host.client().table().size()).isEqualTo(size);
            });
  }

  private ChildProgram startNode() throws IOException, InterruptedException {
    List<String> arguments =
        host.invitation().entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .toList();
    ChildProgram program = ChildProgram.start(directory, NodeProgram.class, arguments);
    programs.add(program);
    program.await("READY");
    return program;
  }

  private byte[] readAll(BlockCache cache) throws IOException {
    try (CachedFile file = cache.open(store.open("mem://a", Strength.STRONG, "ann"), "ann")) {
      byte[] bytes = new byte[(int) file.version().length()];
      assertThat(file.read(0, bytes, 0, bytes.length)).isEqualTo(bytes.length);
      return bytes;
    }
  }

  private long sum(Metric metric) throws IOException {
    return host.client().counters().values().stream().mapToLong(counts -> counts.get(metric)).sum();
  }

  private static Settings settings(Map<String, String> options) {
    return Settings.read(CacheOptions.ALL, options::get);
  }
}

package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.Strength;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.MemoryUnderStore;
import io.kindling.cache.cluster.ChildProgram;
import io.kindling.cache.cluster.NetworkNamespaces;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.placement.NodeIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage nodes on hosts of their own whose network is cut and mended; this JVM is the driver. */
@Tag("full")
class CutNetworkIT {

  private static final int NODES = 3;
  private static final int LENGTH = 3_000_000;
  private static final Map<String, String> OPTIONS =
      Map.of(
          CacheOptions.BLOCK_SIZE.key(), "64k",
          CacheOptions.GROUP_SIZE.key(), "256k",
          CacheOptions.MEMORY_SIZE.key(), "64m",
          CacheOptions.PEER_TIMEOUT.key(), "1s",
          CacheOptions.PEER_PAUSE.key(), "2s");

  private final MemoryUnderStore store = new MemoryUnderStore();
  private final List<ChildProgram> programs = new ArrayList<>();
  private byte[] content;
  @TempDir private Path directory;
  private NetworkNamespaces network;
  private ClusterHost host;

  @BeforeEach
  void start() throws Exception {
    network = NetworkNamespaces.assumed(NODES);
    content = store.put("mem://a", LENGTH);
    host = ClusterHost.start(NetworkNamespaces.OWN, OPTIONS, "ann");
    for (int node = 0; node < NODES; node++) {
      List<String> arguments = new ArrayList<>();
      host.invitation().forEach((key, value) -> arguments.add(key + "=" + value));
      arguments.add(CacheOptions.BIND_HOST.key() + "=" + network.address(node));
      ChildProgram program =
          ChildProgram.start(directory, network.on(node), NodeProgram.class, arguments);
      programs.add(program);
      program.await("READY");
    }
    awaitMembers(0, 1, 2);
  }

  @AfterEach
  void stop() throws Exception {
    programs.forEach(ChildProgram::close);
    if (host != null) {
      host.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void hostThatIsUnpluggedComesBackAsTheNodeItWas() throws Exception {
    readAll();
    Set<NodeIdentity> before = identities();

    network.unplug(2);
    awaitMembers(0, 1);
    readAll();
    assertThat(programs.get(0).lines()).noneMatch(line -> line.contains("out of its cluster"));
    programs.get(2).awaitContaining("out of its cluster");

    network.plug(2);
    awaitMembers(0, 1, 2);
    assertThat(identities()).isEqualTo(before);
    readAll();
  }

  @Test
  void ofACutBetweenMembersOnlyTheLargerSideServes() throws Exception {
    readAll();
    Set<NodeIdentity> before = identities();

    // The one that is cut off founded the cluster and still reaches the registry.
    network.cut(0, 1);
    network.cut(0, 2);
    awaitMembers(1, 2);
    programs.get(0).awaitContaining("out of its cluster");
    readAll();

    network.mend(0, 1);
    network.mend(0, 2);
    awaitMembers(0, 1, 2);
    assertThat(identities()).isEqualTo(before);
    assertThat(programs.get(1).lines()).noneMatch(line -> line.contains("out of its cluster"));
    assertThat(programs.get(2).lines()).noneMatch(line -> line.contains("out of its cluster"));
    readAll();
  }

  @Test
  void slowHostIsSkippedAfterItsLimit() throws Exception {
    readAll();
    // A block of 64 KiB takes five seconds from there, a third of the file over a minute.
    network.slow(1, "100kbit");

    long begin = System.nanoTime();
    readAll();
    readAll();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
  }

  private void awaitMembers(int... members) {
    Set<String> expected = new HashSet<>();
    for (int member : members) {
      expected.add(network.address(member));
    }
    await()
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              host.client().refresh();
              assertThat(
                      host.client().table().nodes().stream()
                          .map(node -> node.host())
                          .collect(Collectors.toSet()))
                  .isEqualTo(expected);
            });
  }

  private Set<NodeIdentity> identities() {
    return host.client().table().nodes().stream()
        .map(node -> node.identity())
        .collect(Collectors.toSet());
  }

  private void readAll() throws IOException {
    BlockCache cache =
        KindlingProcess.cache(Settings.read(CacheOptions.ALL, host.invitation()::get), "ann");
    try (CachedFile file = cache.open(store.open("mem://a", Strength.STRONG, "ann"), "ann")) {
      byte[] bytes = new byte[LENGTH];
      assertThat(file.read(0, bytes, 0, LENGTH)).isEqualTo(LENGTH);
      assertThat(bytes).isEqualTo(content);
    }
  }
}

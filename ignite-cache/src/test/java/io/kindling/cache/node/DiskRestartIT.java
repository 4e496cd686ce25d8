package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.Strength;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.MemoryUnderStore;
import io.kindling.cache.client.PackWorkshop;
import io.kindling.cache.client.Packs;
import io.kindling.cache.cluster.ChildProgram;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.StorageNodeInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A storage node, and the one that comes after it on the same disk directories. */
class DiskRestartIT {

  private static final int LENGTH = 20_000_000;
  private static final int PACKS = 20;
  private static final int PACK_BLOCKS = 2 * PACKS;
  private static final int BLOCKS = (LENGTH + 65_535) / 65_536;

  private final MemoryUnderStore underStore = new MemoryUnderStore();
  private final List<ChildProgram> programs = new ArrayList<>();
  @TempDir private Path folder;
  private ClusterHost host;
  private byte[] content;

  @BeforeEach
  void startTheDriversPart() throws IOException {
    Map<String, String> options = new HashMap<>();
    options.put(CacheOptions.BLOCK_SIZE.key(), "64k");
    options.put(CacheOptions.GROUP_SIZE.key(), "256k");
    options.put(CacheOptions.MEMORY_SIZE.key(), "8m");
    options.put(CacheOptions.DISK_DIRS.key(), folder.resolve("a") + "," + folder.resolve("b"));
    options.put(CacheOptions.DISK_SIZE.key(), "64m");
    options.put(CacheOptions.DISK_FREE.key(), "0");
    host = ClusterHost.start("127.0.0.1", options, "ann");
    content = underStore.put("mem://a", LENGTH);
  }

  @AfterEach
  void stopAll() throws IOException {
    programs.forEach(ChildProgram::close);
    host.close();
  }

  @Test
  void nodeThatWasStoppedLeavesEveryBlockToItsSuccessor() throws Exception {
    ChildProgram first = startNode(1);
    NodeIdentity identity = fill(0);
    first.say("stop");
    first.await("STOPPED");
    first.close();
    awaitNobody();
    startNode(1);
    assertThat(host.client().table().nodes().get(0).identity()).isEqualTo(identity);
    requireEverythingFromDisk(0);
  }

  @Test
  void nodeThatWasKilledLeavesEveryBlockAndPackToItsSuccessor() throws Exception {
    PackWorkshop workshop = new PackWorkshop();
    ChildProgram first = startNode(1);
    openPacks(workshop);
    assertThat(workshop.made).hasValue(PACKS);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(count(Metric.BLOCKS_DEMOTED)).isEqualTo(PACK_BLOCKS));
    NodeIdentity identity = fill(PACK_BLOCKS);
    first.signal("KILL");
    awaitNobody();
    startNode(1);
    assertThat(host.client().table().nodes().get(0).identity()).isEqualTo(identity);
    openPacks(workshop);
    assertThat(workshop.made).as("packs that were made again").hasValue(PACKS);
    requireEverythingFromDisk(PACK_BLOCKS);
  }

  private void openPacks(PackWorkshop workshop) throws IOException {
    Packs packs =
        KindlingProcess.cache(Settings.read(CacheOptions.ALL, host.invitation()::get), "ann")
            .packs();
    for (int i = 0; i < PACKS; i++) {
      PackKey key = PackWorkshop.atTheEnd("mem://packs/" + i);
      try (Pack pack = packs.open(key, workshop.maker(key, "ann"), "ann")) {
        PackWorkshop.requireContent(pack, key);
      }
    }
  }

  @Test
  @Tag("full")
  void nodesOfOneHostShareTheDirectoriesAndComeBackAsThemselves() throws Exception {
    ChildProgram first = startNode(1);
    ChildProgram second = startNode(2);
    Set<NodeIdentity> identities = identities();
    assertThat(identities).hasSize(2);
    NodeIdentity ignored = fill(0);
    assertThat(folder.resolve("a/node-0/journal")).exists();
    assertThat(folder.resolve("b/node-1/journal")).exists();
    first.signal("KILL");
    second.signal("KILL");
    awaitNobody();
    startNode(1);
    startNode(2);
    assertThat(identities()).isEqualTo(identities);
    requireEverythingFromDisk(0);
  }

  private Set<NodeIdentity> identities() {
    return host.client().table().nodes().stream()
        .map(StorageNodeInfo::identity)
        .collect(Collectors.toSet());
  }

  /**
   * Reads the file through the nodes until all of it is on the node's disks.
   *
   * @param others blocks that are there already
   */
  private NodeIdentity fill(int others) throws Exception {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              // Blocks that left memory before a slow disk took them are fetched again.
              assertThat(readAll()).isEqualTo(content);
              assertThat(count(Metric.BLOCKS_DEMOTED)).isEqualTo(BLOCKS + others);
            });
    return host.client().table().nodes().get(0).identity();
  }

  private void awaitNobody() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> {
              host.client().refresh();
              return host.client().table().size() == 0;
            });
  }

  private void requireEverythingFromDisk(int others) throws IOException {
    int requests = underStore.fetches.size();
    assertThat(readAll()).isEqualTo(content);
    assertThat(underStore.fetches).as("requests to the under store").hasSize(requests);
    assertThat(count(Metric.BLOCKS_ADOPTED)).isEqualTo(BLOCKS + others);
    assertThat(count(Metric.CHECKSUM_FAILURES)).isZero();
  }

  private ChildProgram startNode(int nodesThen) throws Exception {
    List<String> arguments =
        host.invitation().entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .toList();
    ChildProgram program = ChildProgram.start(folder, NodeProgram.class, arguments);
    programs.add(program);
    program.await("READY");
    host.awaitNodes(nodesThen, Duration.ofSeconds(40));
    return program;
  }

  private byte[] readAll() throws IOException {
    Settings settings = Settings.read(CacheOptions.ALL, host.invitation()::get);
    BlockCache cache = KindlingProcess.cache(settings, "ann");
    try (CachedFile file = cache.open(underStore.open("mem://a", Strength.STRONG, "ann"), "ann")) {
      byte[] bytes = new byte[(int) file.version().length()];
      assertThat(file.read(0, bytes, 0, bytes.length)).isEqualTo(bytes.length);
      return bytes;
    }
  }

  private long count(Metric metric) throws IOException {
    return host.client().counters().values().stream().mapToLong(all -> all.get(metric)).sum();
  }
}

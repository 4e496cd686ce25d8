package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.Strength;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.MemoryUnderStore;
import io.kindling.cache.client.Packs;
import io.kindling.cache.client.ReadPlanner;
import io.kindling.cache.cluster.RegistryServer;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.BlockStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** A cluster of storage nodes in one JVM, with a reader beside each, over an under store. */
final class TestNodes implements AutoCloseable {

  final MemoryUnderStore store = new MemoryUnderStore();
  final Map<String, byte[]> contents = new HashMap<>();
  final List<Node> nodes = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final Map<String, String> options =
      new HashMap<>(
          Map.of(
              CacheOptions.BLOCK_SIZE.key(), "64k",
              CacheOptions.GROUP_SIZE.key(), "128k",
              CacheOptions.MEMORY_SIZE.key(), "64m",
              CacheOptions.FAULTS.key(), "strict",
              CacheOptions.CLUSTER_SECRET.key(), "secret"));
  private final RegistryServer registry;

  TestNodes() throws IOException {
    Settings settings = settings(Map.of());
    registry =
        RegistryServer.start(
            "127.0.0.1",
            0,
            KindlingProcess.access(settings),
            settings.get(CacheOptions.PEER_TIMEOUT),
            new Metrics());
  }

  /** Sets an option for nodes that start from now on. */
  void set(String key, String value) {
    options.put(key, value);
  }

  /** Puts files {@code mem://folder/0} and so on into the under store. */
  void fill(int files, int length) {
    for (int file = 0; file < files; file++) {
      String uri = "mem://folder/" + file;
      contents.put(uri, store.put(uri, length));
    }
  }

  /** A node more, with options of its own. */
  Node start(Map<String, String> own) throws IOException {
    Node node = new Node(settings(own));
    nodes.add(node);
    return node;
  }

  Node start() throws IOException {
    return start(Map.of());
  }

  /** Waits until all know of so many. */
  void awaitTables(int size) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(nodes)
                    .allSatisfy(each -> assertThat(each.node.table().size()).isEqualTo(size)));
  }

  void awaitSum(Metric metric, long value) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(sum(metric)).as(metric.name()).isEqualTo(value));
  }

  long sum(Metric metric) {
    return nodes.stream().mapToLong(each -> each.metrics.snapshot().get(metric)).sum();
  }

  private Settings settings(Map<String, String> own) {
    Map<String, String> all = new HashMap<>(options);
    all.putAll(own);
    return Settings.read(CacheOptions.ALL, all::get);
  }

  @Override
  public void close() throws IOException {
    clients.forEach(each -> each.client.close());
    nodes.forEach(each -> each.node.close());
    registry.close();
  }

  /** A client of its own, which holds nothing. */
  Client client(String user) throws IOException {
    Client client = new Client(user, settings(Map.of()));
    clients.add(client);
    return client;
  }

  BlockId block(String uri, int index) throws IOException {
    return BlockId.of(store.version(uri, Strength.STRONG).versionKey(), index);
  }

  /** One that reads through the cluster. */
  abstract class Reads {

    final Metrics metrics = new Metrics();
    final UUID session = UUID.randomUUID();

    abstract ReadPlanner reader();

    /** Reads every file and compares it. */
    void readAll(String user) throws IOException {
      for (String uri : contents.keySet()) {
        read(uri, user);
      }
    }

    void readAll() throws IOException {
      readAll("ann");
    }

    void read(String uri, String user) throws IOException {
      byte[] expected = contents.get(uri);
      byte[] bytes = new byte[expected.length];
      try (CachedFile file = reader().open(store.open(uri, Strength.STRONG, user), user)) {
        assertThat(file.read(0, bytes, 0, bytes.length)).isEqualTo(bytes.length);
      }
      assertThat(bytes).isEqualTo(expected);
    }

    /** The packs as the reader sees them. */
    Packs packs() {
      return reader().packs();
    }

    /** Nodes that the file's first group is said to be on. */
    List<StorageNodeInfo> holders(String uri) throws IOException {
      return reader().holders(store.version(uri, Strength.STRONG), 0);
    }
  }

  /** A JVM beside the storage nodes. */
  final class Client extends Reads {

    private final ClusterClient client;
    private final ReadPlanner reader;

    private Client(String user, Settings settings) throws IOException {
      Map<String, String> all = new HashMap<>(options);
      all.put(CacheOptions.CLUSTER_SEEDS.key(), registry.endpoint().toString());
      client =
          ClusterClient.connect(
              KindlingProcess.access(settings),
              user,
              session,
              Settings.read(CacheOptions.ALL, all::get),
              metrics);
      reader =
          new ReadPlanner(
              client.owners(),
              client.layout(),
              metrics,
              session,
              settings,
              KindlingProcess.buffers(settings, client.layout().blockSize()));
    }

    ClusterClient client() {
      return client;
    }

    @Override
    ReadPlanner reader() {
      return reader;
    }
  }

  /** A node, and a reader beside it. */
  final class Node extends Reads {

    final StorageNode node;
    private final ReadPlanner reader;

    private Node(Settings settings) throws IOException {
      node =
          StorageNode.start(
              new NodePlace("127.0.0.1", "", "ann"),
              settings,
              () -> List.of(registry.endpoint()),
              metrics,
              session);
      reader =
          new ReadPlanner(
              node.owners(),
              node.layout(),
              metrics,
              session,
              settings,
              KindlingProcess.buffers(settings, node.layout().blockSize()));
    }

    @Override
    ReadPlanner reader() {
      return reader;
    }

    BlockStore store() {
      return Objects.requireNonNull(node.owners().local()).store();
    }

    /** Hands the blocks over and leaves. */
    Handover.Result decommission(Duration limit) throws IOException {
      nodes.remove(this);
      return node.decommission(limit);
    }

    /** Leaves without a word to the others' readers. */
    void stop() {
      nodes.remove(this);
      node.close();
    }
  }
}

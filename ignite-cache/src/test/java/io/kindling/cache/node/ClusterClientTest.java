package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.Connection;
import io.kindling.cache.transfer.Hello;
import io.kindling.cache.transfer.Listener;
import io.kindling.cache.transfer.Operation;
import io.kindling.cache.transfer.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How a client follows the owner table, with a seed and a storage node that only know the table.
 */
class ClusterClientTest {

  private final Map<String, String> options =
      new HashMap<>(Map.of(CacheOptions.CLUSTER_SECRET.key(), "secret"));
  private final TableService seedService = new TableService();
  private final TableService nodeService = new TableService();
  private Listener seed;
  private Listener node;
  private ClusterClient client;

  @BeforeEach
  void start() throws IOException {
    seed = listen(seedService);
    node = listen(nodeService);
    options.put(CacheOptions.CLUSTER_SEEDS.key(), seed.endpoint().toString());
    StorageNodeInfo info =
        new StorageNodeInfo(NodeIdentity.random(), "127.0.0.1", node.endpoint().port());
    seedService.table = new OwnerTable(1, List.of(info));
    nodeService.table = seedService.table;
    client =
        ClusterClient.connect(
            KindlingProcess.access(settings()),
            "ann",
            UUID.randomUUID(),
            settings(),
            new Metrics());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    node.close();
    seed.close();
  }

  @Test
  void tableIsAskedForOverKeptConnections() throws IOException {
    for (int round = 2; round < 10; round++) {
      nodeService.table = new OwnerTable(round, nodeService.table.nodes());
      client.refresh();
      assertThat(client.table().epoch()).isEqualTo(round);
    }
    assertThat(nodeService.connections)
        .as("this thread's, and that of the client's own refreshes")
        .hasValueLessThanOrEqualTo(2);
    assertThat(seedService.connections).hasValue(1);
  }

  @Test
  void nodeThatFailedIsLeftAloneAndTheSeedAskedInstead() throws Exception {
    client.refresh();
    int port = node.endpoint().port();
    node.close();
    AtomicInteger dials = new AtomicInteger();
    try (ServerSocket broken = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      Thread closer = new Thread(() -> hangUp(broken, dials));
      closer.start();
      for (int round = 0; round < 10; round++) {
        client.refresh();
      }
      assertThat(seedService.connections).hasValueGreaterThanOrEqualTo(11);
    }
    assertThat(dials)
        .as("at most a try of each thread, then the pause")
        .hasValueLessThanOrEqualTo(2);
  }

  private static void hangUp(ServerSocket door, AtomicInteger dials) {
    while (!door.isClosed()) {
      try {
        Socket dialled = door.accept();
        dials.incrementAndGet();
        dialled.close();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private Listener listen(Service service) throws IOException {
    return Listener.start(
        "127.0.0.1",
        0,
        KindlingProcess.access(settings()),
        Duration.ofSeconds(20),
        service,
        new Metrics());
  }

  private Settings settings() {
    options.put(CacheOptions.PEER_PAUSE.key(), "10m");
    return Settings.read(CacheOptions.ALL, options::get);
  }

  /** Knows the table, and no settings. */
  private static final class TableService implements Service {

    final AtomicInteger connections = new AtomicInteger();
    volatile OwnerTable table = OwnerTable.EMPTY;

    @Override
    public Session open(Hello hello) {
      connections.incrementAndGet();
      return new Session() {
        @Override
        public void serve(int operation, ByteBuffer fields, Connection connection)
            throws IOException {
          boolean wantsTable = operation == Operation.TABLE;
          byte[] bytes = wantsTable ? table.toBytes() : SettingsExchange.bytes(List.of());
          connection
              .begin(wantsTable ? Operation.MOVED : NodeOperation.WANTED, bytes.length)
              .put(bytes);
          connection.send();
        }

        @Override
        public void closed() {}
      };
    }
  }
}

package io.kindling.cache.cluster;

import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.transfer.ClusterAccess;
import io.kindling.cache.transfer.Connection;
import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.Listener;
import io.kindling.cache.transfer.Operation;
import io.kindling.cache.transfer.Service;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A {@link SeedRegistry} on a port, behind the handshake of the cluster. Storage nodes keep one
 * connection to it; clients may ask it for the owner table as they ask storage nodes. Knows no
 * Ignite, so a driver can run it. Safe for any number of threads.
 */
public final class RegistryServer implements Closeable {

  private final SeedRegistry registry = new SeedRegistry();
  private final Listener listener;

  private RegistryServer(
      String host, int port, ClusterAccess access, Duration patience, Metrics metrics)
      throws IOException {
    this.listener = Listener.start(host, port, access, patience, client -> new Requests(), metrics);
  }

  /**
   * Starts to listen.
   *
   * @param host name or address to bind and to announce
   * @param port 0 lets the system choose
   * @param patience how long a node may stay silent within an exchange
   * @throws IOException naming host and port when they cannot be bound
   */
  public static RegistryServer start(
      String host, int port, ClusterAccess access, Duration patience, Metrics metrics)
      throws IOException {
    return new RegistryServer(host, port, access, patience, metrics);
  }

  /** Where nodes and clients connect to. */
  public Endpoint endpoint() {
    return listener.endpoint();
  }

  /** The newest owner table that a member has sent; empty while no member is up. */
  public OwnerTable table() {
    return registry.table();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  /** The requests of one connection; used by its one thread. */
  private final class Requests implements Service.Session {

    private final SeedRegistry.Session session = registry.open();

    @Override
    public void serve(int operation, ByteBuffer fields, Connection connection) throws IOException {
      switch (operation) {
        case RegistryMessage.SEEK -> {
          SeedRegistry.Advice advice = session.seek();
          int room = 8 + advice.seeds().size() * RegistryMessage.ENDPOINT_ROOM;
          RegistryMessage.putAdvice(connection.begin(RegistryMessage.ADVICE, room), advice);
        }
        case RegistryMessage.SIGN -> {
          NodeIdentity node = new NodeIdentity(fields.getLong(), fields.getLong());
          Endpoint discovery = RegistryMessage.getEndpoint(fields);
          answer(session.sign(node, discovery, fields.getLong(), fields.getLong()), connection);
        }
        case RegistryMessage.SEND_TABLE -> {
          session.send(OwnerTable.readFrom(fields));
          answer(SeedRegistry.Verdict.STAY, connection);
        }
        case Operation.TABLE -> {
          byte[] table = registry.table().toBytes();
          connection.begin(Operation.MOVED, table.length).put(table);
        }
        default -> throw new IOException(connection.peer() + " asked for operation " + operation);
      }
      connection.send();
    }

    private void answer(SeedRegistry.Verdict verdict, Connection connection) {
      RegistryMessage.putVerdict(connection.begin(RegistryMessage.VERDICT, 8), verdict);
    }

    @Override
    public void closed() {
      session.close();
    }
  }
}

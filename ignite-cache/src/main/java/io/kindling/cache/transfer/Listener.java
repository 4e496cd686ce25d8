package io.kindling.cache.transfer;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.thread.DaemonThreads;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a port, and for clients of the same host on a Unix-domain socket if told to. Serves
 * every connection with a daemon thread of its own.
 */
public final class Listener implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final ServerSocketChannel server;
  private final @Nullable LocalSocket local;
  private final Endpoint endpoint;
  private final ClusterAccess access;
  private final Duration patience;
  private final Service service;
  private final Metrics metrics;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;

  private Listener(
      ServerSocketChannel server,
      @Nullable LocalSocket local,
      Endpoint endpoint,
      ClusterAccess access,
      Duration patience,
      Service service,
      Metrics metrics) {
    this.server = server;
    this.local = local;
    this.endpoint = endpoint;
    this.access = access;
    this.patience = patience;
    this.service = service;
    this.metrics = metrics;
    this.threads =
        Executors.newCachedThreadPool(
            DaemonThreads.numbered("kindling-transfer-" + endpoint.port() + "-"));
  }

  /** Starts to listen by TCP only. */
  public static Listener start(
      String host,
      int port,
      ClusterAccess access,
      Duration patience,
      Service service,
      Metrics metrics)
      throws IOException {
    return start(host, port, LocalSocket.NONE, access, patience, service, metrics);
  }

  /**
   * Starts to listen.
   *
   * @param host name or address to bind and to announce
   * @param port 0 lets the system choose
   * @param socketDirectory as {@code fs.cache.socket.dir} says
   * @param patience how long a client may stay silent within an exchange
   * @throws IOException naming host and port when they cannot be bound
   */
  public static Listener start(
      String host,
      int port,
      String socketDirectory,
      ClusterAccess access,
      Duration patience,
      Service service,
      Metrics metrics)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(new InetSocketAddress(host, port), 512);
    } catch (IOException | RuntimeException failed) {
      server.close();
      throw new IOException(
          "cannot listen on %s:%d (fs.cache.bind.host, fs.cache.transfer.port): %s"
              .formatted(host, port, failed),
          failed);
    }
    int bound = ((InetSocketAddress) server.getLocalAddress()).getPort();
    LocalSocket local = LocalSocket.open(socketDirectory);
    Listener listener =
        new Listener(server, local, new Endpoint(host, bound), access, patience, service, metrics);
    listener.threads.execute(() -> listener.accept(server));
    if (local != null) {
      listener.threads.execute(() -> listener.accept(local.server()));
    }
    return listener;
  }

  /** Path of the Unix-domain socket, empty when there is none. */
  public String localSocket() {
    return local == null ? "" : local.path().toString();
  }

  /** Where clients connect to. */
  public Endpoint endpoint() {
    return endpoint;
  }

  private void accept(ServerSocketChannel door) {
    while (door.isOpen()) {
      try {
        SocketChannel channel = door.accept();
        if (door == server) {
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } else {
          LocalSocket.widened(channel);
        }
        start(channel, door == server ? null : local);
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException failed) {
        LOG.warn("{} could not accept a connection: {}", endpoint, failed.toString());
      }
    }
  }

  private void start(SocketChannel channel, @Nullable LocalSocket door) throws IOException {
    try {
      threads.execute(() -> serve(channel, door));
    } catch (RejectedExecutionException closing) {
      channel.close();
    }
  }

  private void serve(SocketChannel channel, @Nullable LocalSocket door) {
    String peer = nameOf(channel);
    try (Connection connection = new Connection(channel, peer, patience)) {
      connections.add(connection);
      try {
        if (!server.isOpen()) {
          return;
        }
        Service.Session session = service.open(Handshake.asServer(connection, access));
        connection.proven();
        if (door != null) {
          connection.near(door.directory());
        }
        try {
          while (true) {
            ByteBuffer message = connection.receive(Connection.FOREVER);
            session.serve(message.get(), message, connection);
          }
        } finally {
          session.closed();
          SharedBuffer shared = connection.shared();
          if (shared != null) {
            shared.forget();
          }
        }
      } finally {
        connections.remove(connection);
      }
    } catch (HandshakeException refused) {
      metrics.increment(Metric.HANDSHAKES_REFUSED);
      LOG.warn("{}", refused.getMessage());
    } catch (EOFException | ClosedChannelException gone) {
      LOG.debug("{} is gone", peer);
    } catch (BufferUnderflowException cut) {
      LOG.warn("{} sent a message that ended within a field; connection closed", peer);
    } catch (IOException failed) {
      LOG.debug("connection of {} ended: {}", peer, failed.toString());
    } catch (RuntimeException fault) {
      LOG.error("fault while serving {}", peer, fault);
    }
  }

  private static String nameOf(SocketChannel channel) {
    try {
      String address = String.valueOf(channel.getRemoteAddress());
      return address.isEmpty() ? "a client on this host" : address;
    } catch (IOException closed) {
      return "a client that is gone";
    }
  }

  /** Frees the port, ends all connections, and waits a little for those who served them. */
  @Override
  public void close() throws IOException {
    server.close();
    if (local != null) {
      local.close();
    }
    for (Connection connection : connections) {
      connection.close();
    }
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} is closed while requests are still being served", endpoint);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

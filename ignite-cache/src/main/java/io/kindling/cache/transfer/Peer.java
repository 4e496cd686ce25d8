package io.kindling.cache.transfer;

import io.kindling.cache.owner.OwnerUnavailableException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of this JVM to one storage node: idle ones are kept by user, and after a failure
 * the node is left alone for a while ({@link Breaker}). Safe for any number of threads.
 */
public final class Peer implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

  /** How long a connection may wait for its next use. */
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(30);

  private final Endpoint endpoint;
  private final String localSocket;
  private final Dialer dialer;
  private final UUID session;
  private final ConcurrentHashMap<String, IdleConnections<Connection>> idle =
      new ConcurrentHashMap<>();
  private final Breaker breaker;
  private volatile boolean closed;

  /**
   * Without connections yet.
   *
   * @param localSocket path of the node's Unix-domain socket, empty when it has none
   * @param session names this JVM
   * @param pause how long the node is left alone after a failure; longer after each that follows
   */
  public Peer(Endpoint endpoint, String localSocket, Dialer dialer, UUID session, Duration pause) {
    this.endpoint = endpoint;
    this.localSocket = localSocket;
    this.dialer = dialer;
    this.session = session;
    this.breaker = new Breaker(pause, System::nanoTime);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Runs one exchange over a connection of the user.
   *
   * @throws OwnerUnavailableException when the node cannot be reached, fails or falls silent
   */
  public <T> T call(String user, Exchange<T> exchange) throws IOException {
    IOException last = breaker.objection();
    if (last != null) {
      throw new OwnerUnavailableException(
          endpoint + " is left alone for a while after: " + last.getMessage(), last);
    }
    try {
      T result = connectAndRun(user, exchange);
      breaker.succeeded();
      return result;
    } catch (IOException failed) {
      if (Thread.currentThread().isInterrupted()) {
        breaker.gaveUp();
        InterruptedIOException interrupted =
            new InterruptedIOException("interrupted while asking " + endpoint);
        interrupted.initCause(failed);
        throw interrupted;
      }
      breaker.failed(failed);
      throw new OwnerUnavailableException(failed.getMessage(), failed);
    } catch (RuntimeException fault) {
      breaker.gaveUp();
      throw fault;
    }
  }

  private <T> T connectAndRun(String user, Exchange<T> exchange) throws IOException {
    IdleConnections<Connection> kept =
        idle.computeIfAbsent(user, name -> new IdleConnections<>(IDLE_LIMIT, System::nanoTime));
    Connection connection = kept.take();
    if (connection != null) {
      try {
        return run(exchange, connection, kept);
      } catch (EOFException closedByPeer) {
        LOG.debug("{} has closed an idle connection, by a restart for one", endpoint);
      }
    }
    return run(exchange, dialer.connect(endpoint, localSocket, new Hello(user, session)), kept);
  }

  private <T> T run(Exchange<T> exchange, Connection connection, IdleConnections<Connection> kept)
      throws IOException {
    boolean whole = false;
    try {
      T result = exchange.over(connection);
      whole = true;
      return result;
    } finally {
      if (whole && !closed && connection.isOpen()) {
        kept.keep(connection);
      } else {
        connection.close();
      }
    }
  }

  /** Ends the idle connections; those in use end with their exchange. */
  @Override
  public void close() throws IOException {
    closed = true;
    for (IdleConnections<Connection> kept : idle.values()) {
      kept.close();
    }
  }

  /** A request and its answer. */
  @FunctionalInterface
  public interface Exchange<T> {
    /** Runs it; an exception means that the connection cannot be used again. */
    T over(Connection connection) throws IOException;
  }
}

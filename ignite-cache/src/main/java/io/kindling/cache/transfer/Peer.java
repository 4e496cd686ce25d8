package io.kindling.cache.transfer;

import io.kindling.cache.owner.OwnerUnavailableException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connections of this JVM to one storage node: idle ones are kept by user, and after a failure
 * the node is left alone for a while. Safe for any number of threads.
 */
final class Peer implements Closeable {

  private final Endpoint endpoint;
  private final String localSocket;
  private final Dialer dialer;
  private final UUID session;
  private final Duration pause;
  private final ConcurrentHashMap<String, Deque<Connection>> idle = new ConcurrentHashMap<>();
  private volatile @Nullable Failure failure;
  private volatile boolean closed;

  Peer(Endpoint endpoint, String localSocket, Dialer dialer, UUID session, Duration pause) {
    this.endpoint = endpoint;
    this.localSocket = localSocket;
    this.dialer = dialer;
    this.session = session;
    this.pause = pause;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Runs one exchange over a connection of the user.
   *
   * @throws OwnerUnavailableException when the node cannot be reached, fails or falls silent
   */
  <T> T call(String user, Exchange<T> exchange) throws IOException {
    Failure last = failure;
    if (last != null && System.nanoTime() - last.until < 0) {
      throw new OwnerUnavailableException(
          endpoint + " is left alone for a while after: " + last.cause.getMessage(), last.cause);
    }
    Deque<Connection> kept = idle.computeIfAbsent(user, name -> new ConcurrentLinkedDeque<>());
    Connection connection = kept.pollFirst();
    try {
      if (connection != null) {
        try {
          return run(exchange, connection, kept);
        } catch (EOFException closedByPeer) {
          // An idle connection may have been closed long ago, by a restart of the node for one.
          connection = null;
        }
      }
      connection = dialer.connect(endpoint, localSocket, new Hello(user, session));
      T result = run(exchange, connection, kept);
      failure = null;
      return result;
    } catch (IOException failed) {
      if (Thread.currentThread().isInterrupted()) {
        InterruptedIOException interrupted =
            new InterruptedIOException("interrupted while asking " + endpoint);
        interrupted.initCause(failed);
        throw interrupted;
      }
      failure = new Failure(failed, System.nanoTime() + pause.toNanos());
      throw new OwnerUnavailableException(failed.getMessage(), failed);
    }
  }

  private <T> T run(Exchange<T> exchange, Connection connection, Deque<Connection> kept)
      throws IOException {
    boolean whole = false;
    try {
      T result = exchange.over(connection);
      whole = true;
      return result;
    } finally {
      if (whole && !closed) {
        kept.addFirst(connection);
      } else {
        connection.close();
      }
    }
  }

  /** Ends the idle connections; those in use end with their exchange. */
  @Override
  public void close() throws IOException {
    closed = true;
    for (Deque<Connection> kept : idle.values()) {
      for (Connection connection = kept.poll(); connection != null; connection = kept.poll()) {
        connection.close();
      }
    }
  }

  /** A request and its answer. */
  @FunctionalInterface
  interface Exchange<T> {
    /** Runs it; an exception means that the connection cannot be used again. */
    T over(Connection connection) throws IOException;
  }

  private record Failure(IOException cause, long until) {}
}

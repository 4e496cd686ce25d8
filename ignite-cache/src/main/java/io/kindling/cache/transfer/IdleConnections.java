package io.kindling.cache.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for their next use. The one used last is given first, so that those which a
 * burst needed and nobody needs since stay at the end, where they are closed after a while: each
 * costs the other side a thread. Safe for any number of threads.
 *
 * @param <C> a connection
 */
final class IdleConnections<C extends Closeable> implements Closeable {

  private final ConcurrentLinkedDeque<Idle<C>> idle = new ConcurrentLinkedDeque<>();
  private final long limitNanos;
  private final LongSupplier nanoClock;

  /**
   * None yet.
   *
   * @param limit without use after which a connection is closed when another one is kept
   */
  IdleConnections(Duration limit, LongSupplier nanoClock) {
    this.limitNanos = limit.toNanos();
    this.nanoClock = nanoClock;
  }

  /** The connection that was used last; null when none waits. */
  @Nullable C take() {
    Idle<C> latest = idle.pollFirst();
    return latest == null ? null : latest.connection();
  }

  /** Keeps a connection for its next use, and closes one that has waited too long. */
  void keep(C connection) throws IOException {
    long now = nanoClock.getAsLong();
    idle.addFirst(new Idle<>(connection, now));
    Idle<C> oldest = idle.peekLast();
    if (oldest != null && now - oldest.since() > limitNanos && idle.removeLastOccurrence(oldest)) {
      oldest.connection().close();
    }
  }

  @Override
  public void close() throws IOException {
    for (C connection = take(); connection != null; connection = take()) {
      connection.close();
    }
  }

  private record Idle<C>(C connection, long since) {}
}

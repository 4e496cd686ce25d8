package io.kindling.hadoop.status;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Lets one of several threads that want the same thing get it for all. Those who wait for a thread
 * that fails get it for themselves: they throw what they were told. Any thread.
 *
 * @param <T> what is wanted
 */
final class Once<T> {

  private final ConcurrentHashMap<String, Flight<T>> flights = new ConcurrentHashMap<>();

  /** What is under this name, from the thread that gets it now or from the source. */
  T get(String name, Source<T> source) throws IOException {
    Flight<T> own = new Flight<>();
    Flight<T> flight = flights.putIfAbsent(name, own);
    if (flight != null) {
      T result = flight.await();
      return result == null ? source.get() : result;
    }
    try {
      T result = source.get();
      own.result = result;
      return result;
    } finally {
      flights.remove(name, own);
      own.ended.countDown();
    }
  }

  /** Where it comes from. */
  @FunctionalInterface
  interface Source<T> {
    T get() throws IOException;
  }

  private static final class Flight<T> {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable T result;

    @Nullable T await() throws InterruptedIOException {
      try {
        ended.await();
        return result;
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while another thread asked for a status");
      }
    }
  }
}

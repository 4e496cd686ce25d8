package io.kindling.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed number of threads that take one thing after the other. */
final class Parallel {

  private static final int BUFFER = 256 << 10;

  private Parallel() {}

  /** Does something with one thing. */
  @FunctionalInterface
  interface Use<T> {
    /**
     * Called by several threads at once.
     *
     * @param buffer of the thread
     */
    void with(T each, byte[] buffer) throws Exception;
  }

  /** Returns when all have been used; the first failure ends it. */
  static <T> void each(List<T> all, int threads, Use<T> use)
      throws InterruptedException, ExecutionException, TimeoutException {
    AtomicInteger next = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(
                () -> {
                  byte[] buffer = new byte[BUFFER];
                  for (int at = next.getAndIncrement();
                      at < all.size();
                      at = next.getAndIncrement()) {
                    use.with(all.get(at), buffer);
                  }
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get(Readers.LIMIT_MINUTES, TimeUnit.MINUTES);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}

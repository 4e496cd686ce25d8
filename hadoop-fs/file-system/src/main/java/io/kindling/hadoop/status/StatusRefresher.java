package io.kindling.hadoop.status;

import io.kindling.cache.client.BlockCache;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.thread.DaemonThreads;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again for statuses in use before they go stale, behind the backs of those who use them: two
 * threads for all file systems of the JVM. A status that finds no place in the queue goes stale,
 * and who wants it then asks. Any thread.
 */
final class StatusRefresher {

  private static final Logger LOG = LoggerFactory.getLogger(StatusRefresher.class);
  private static final int MOST_WAITING = 10_000;
  private static final int THREADS = 2;

  private static final ThreadPoolExecutor POOL = pool();

  private final Refresh refresh;
  private final BlockCache cache;

  StatusRefresher(Refresh refresh, BlockCache cache) {
    this.refresh = refresh;
    this.cache = cache;
  }

  private static ThreadPoolExecutor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            DaemonThreads.numbered("kindling-refresh-"));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Starts to ask for a younger status of a path. */
  void start(String path, KnownFile known) {
    try {
      POOL.execute(() -> run(path, known));
    } catch (RejectedExecutionException busy) {
      known.endRefresh();
    }
  }

  private void run(String path, KnownFile known) {
    try {
      refresh.ask(path, known);
    } catch (IOException | RuntimeException failed) {
      cache.count(Metric.BACKGROUND_FAILURES, 1);
      LOG.debug("the status of {} could not be refreshed", path, failed);
      known.endRefresh();
    }
  }

  /** Asks and remembers. */
  @FunctionalInterface
  interface Refresh {
    void ask(String path, KnownFile known) throws IOException;
  }
}

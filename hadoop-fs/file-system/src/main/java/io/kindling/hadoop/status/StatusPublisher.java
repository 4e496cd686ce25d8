package io.kindling.hadoop.status;

import io.kindling.cache.client.BlockCache;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.thread.DaemonThreads;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells owners what listings showed, behind the backs of those who listed: one thread for all file
 * systems of the JVM, which keeps the pages of a listing in order, and at most {@value #MOST_PAGES}
 * pages that wait. What comes when all are waiting is not told. Any thread.
 */
final class StatusPublisher {

  private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);
  private static final int MOST_PAGES = 64;

  private static final ThreadPoolExecutor THREAD = thread();

  private final BlockCache cache;
  private final String user;

  StatusPublisher(BlockCache cache, String user) {
    this.cache = cache;
    this.user = user;
  }

  private static ThreadPoolExecutor thread() {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_PAGES),
            DaemonThreads.named("kindling-statuses"));
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  /** Tells the owners of the files; false when too much is waiting. */
  boolean statuses(List<FileStatusEntry> entries, long askedNanos) {
    return start(
        () -> {
          cache.statuses().publishListed(entries, askedNanos, user);
          cache.count(Metric.STATUSES_PUBLISHED, entries.size());
        },
        entries.size());
  }

  /** Tells the owner of the folder; false when too much is waiting. */
  boolean page(String folder, long listing, int number, StatusPage page, long askedNanos) {
    return start(
        () -> cache.statuses().publishPage(folder, listing, number, page, askedNanos, user), 0);
  }

  private boolean start(Telling telling, int statuses) {
    try {
      THREAD.execute(
          () -> {
            try {
              telling.tell();
            } catch (IOException | RuntimeException failed) {
              cache.count(Metric.BACKGROUND_FAILURES, 1);
              LOG.debug("a listing could not be told to the owners", failed);
            }
          });
      return true;
    } catch (RejectedExecutionException busy) {
      cache.count(Metric.STATUSES_UNPUBLISHED, statuses);
      return false;
    }
  }

  /** What is told. */
  @FunctionalInterface
  private interface Telling {
    void tell() throws IOException;
  }
}

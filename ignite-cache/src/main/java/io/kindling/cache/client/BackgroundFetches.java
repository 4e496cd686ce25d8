package io.kindling.cache.client;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for fetches that go on after their callers have been answered, for all caches of the JVM.
 * A bounded number and no queue: when all are busy, the caller fetches on its own thread, which
 * slows readers down to what the under store gives.
 */
public final class BackgroundFetches {

  private static final int MOST = 64;
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final ThreadPoolExecutor THREADS =
      new ThreadPoolExecutor(
          0, MOST, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), BackgroundFetches::thread);

  private BackgroundFetches() {}

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "kindling-fetch-" + NUMBER.getAndIncrement());
    thread.setDaemon(true);
    // Not that of the task which happened to need the thread first.
    thread.setContextClassLoader(BackgroundFetches.class.getClassLoader());
    return thread;
  }

  /** Starts a fetch; false when all threads are busy. */
  public static boolean start(Runnable fetch) {
    try {
      THREADS.execute(fetch);
      return true;
    } catch (RejectedExecutionException busy) {
      return false;
    }
  }
}

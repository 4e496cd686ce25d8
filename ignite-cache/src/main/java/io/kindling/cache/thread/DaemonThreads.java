package io.kindling.cache.thread;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes daemon threads with names that tell what they are for. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /** For an executor with one thread. */
  public static ThreadFactory named(String name) {
    return task -> daemon(task, name);
  }

  /** For an executor with several: numbers from 0 follow the prefix. */
  public static ThreadFactory numbered(String prefix) {
    AtomicInteger next = new AtomicInteger();
    return task -> daemon(task, prefix + next.getAndIncrement());
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}

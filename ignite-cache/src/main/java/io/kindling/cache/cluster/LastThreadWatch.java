package io.kindling.cache.cluster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a JVM end whose program has ended without closing its memberships, because {@code main}
 * threw for example. Ignite keeps threads that are no daemons; when only those are left, a daemon
 * thread closes the memberships, and the JVM ends as it would have without them.
 */
final class LastThreadWatch {

  private static final Logger LOG = LoggerFactory.getLogger(LastThreadWatch.class);
  private static final long PERIOD_MILLISECONDS = 500;

  /** How Ignite marks its threads with the instance they belong to. */
  private static final String IGNITE_MARK = "%" + IgniteNode.NAME_PREFIX;

  /** The thread that waits for the others after {@code main} has returned. */
  private static final String JVM_END = "DestroyJavaVM";

  private static final Set<Membership> OPEN = ConcurrentHashMap.newKeySet();
  private static boolean running;

  private LastThreadWatch() {}

  /** Watches from now on. */
  static synchronized void add(Membership membership) {
    OPEN.add(membership);
    if (!running) {
      running = true;
      Thread watch = new Thread(LastThreadWatch::watch, "kindling-last-thread-watch");
      watch.setDaemon(true);
      watch.start();
    }
  }

  /** Ends watching; the thread ends with the last membership. */
  static synchronized void remove(Membership membership) {
    OPEN.remove(membership);
    LastThreadWatch.class.notifyAll();
  }

  private static synchronized boolean anyOpen() {
    running = !OPEN.isEmpty();
    return running;
  }

  private static void watch() {
    while (anyOpen()) {
      if (onlyIgniteIsLeft()) {
        LOG.info("the program has ended; leaving the cluster so that the JVM can end");
        OPEN.forEach(Membership::close);
      } else {
        pause();
      }
    }
  }

  private static synchronized void pause() {
    try {
      if (!OPEN.isEmpty()) {
        LastThreadWatch.class.wait(PERIOD_MILLISECONDS);
      }
    } catch (InterruptedException ignored) {
      // Nobody who means it interrupts this thread; it ends with the last membership.
      LOG.debug("the watch was interrupted");
    }
  }

  private static boolean onlyIgniteIsLeft() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[root.activeCount() + 16];
    int count = root.enumerate(threads);
    while (count == threads.length) {
      threads = new Thread[2 * threads.length];
      count = root.enumerate(threads);
    }
    for (int i = 0; i < count; i++) {
      Thread thread = threads[i];
      String name = thread.getName();
      if (!thread.isDaemon() && !name.equals(JVM_END) && !name.contains(IGNITE_MARK)) {
        return false;
      }
    }
    return true;
  }
}

package io.kindling.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a job when the JVM is told to end, by Ctrl-C for one, and keeps the JVM until the job has
 * said how far it came. Used by the job's thread.
 */
final class ExitWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ExitWatch.class);
  private static final long LAST_WORDS_SECONDS = 20;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable cancel;
  private final Thread onExit = new Thread(this::end, "kindling-job-interrupted");

  /**
   * Does not watch yet.
   *
   * @param cancel ends the job soon
   */
  ExitWatch(Runnable cancel) {
    this.cancel = cancel;
  }

  /** Watches from now on. */
  void begin() {
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  private void end() {
    cancel.run();
    try {
      if (!closed.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the job did not end in time; loading again goes on where it ended");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nothing is left to be said. */
  @Override
  public void close() {
    closed.countDown();
    try {
      boolean ignored = Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException ending) {
      LOG.debug("the JVM is ending");
    }
  }
}

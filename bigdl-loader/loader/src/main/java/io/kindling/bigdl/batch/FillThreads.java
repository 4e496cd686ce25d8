package io.kindling.bigdl.batch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The threads of this JVM that help to fill batches. The caller works too. */
public final class FillThreads {

  private static final ExecutorService HELPERS =
      Executors.newCachedThreadPool(work -> daemon(work, "kindling-batch-filler"));

  private FillThreads() {}

  /** A daemon thread with a name. */
  static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Work on one of several things. */
  @FunctionalInterface
  public interface Work {
    void on(int number) throws IOException;
  }

  /**
   * Works on all numbers below a count, on so many threads at once, and returns when no thread is
   * at work any more.
   *
   * @throws IOException the first failure; what had not begun is left out then
   */
  public static void forEach(int count, int threads, Work work) throws IOException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, count); i++) {
      helpers.add(
          HELPERS.submit(
              () -> {
                drain(next, count, work);
                return null;
              }));
    }
    IOException failure = null;
    try {
      drain(next, count, work);
    } catch (IOException failed) {
      failure = failed;
    } finally {
      // Nobody may go on to write when this has returned.
      failure = await(helpers, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void drain(AtomicInteger next, int count, Work work) throws IOException {
    boolean done = false;
    try {
      for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
        work.on(number);
      }
      done = true;
    } finally {
      if (!done) {
        next.set(count);
      }
    }
  }

  private static @Nullable IOException await(List<Future<?>> helpers, @Nullable IOException first) {
    IOException failure = first;
    boolean interrupted = false;
    for (Future<?> helper : helpers) {
      for (boolean over = false; !over; ) {
        try {
          helper.get();
          over = true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException failed) {
          over = true;
          if (failure == null) {
            failure =
                failed.getCause() instanceof IOException cause
                    ? cause
                    : new IOException("filling a batch failed", failed.getCause());
          }
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      return failure != null ? failure : new InterruptedIOException("interrupted in a batch");
    }
    return failure;
  }
}

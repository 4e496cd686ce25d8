package io.kindling.image.samples;

import io.kindling.cache.thread.DaemonThreads;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.load.SampleMaking;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordSplit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something with each of some splits, by as many threads as there are processors, and tells a
 * watch how far it is. What fails for one split does not stop the others. For one use by one
 * thread.
 */
final class SplitRun {

  private static final Logger LOG = LoggerFactory.getLogger(SplitRun.class);
  private static final long SIGN_MILLIS = 500;

  private final List<RecordSplit> splits;
  private final SampleMaking.Watch watch;
  private final long allBytes;
  private long lastSign = System.nanoTime();
  private volatile boolean ended;

  SplitRun(List<RecordSplit> splits, SampleMaking.Watch watch) {
    this.splits = splits;
    this.watch = watch;
    this.allBytes = splits.stream().mapToLong(RecordSplit::bytes).sum();
  }

  /** What is done with a split. */
  @FunctionalInterface
  interface Act {
    void on(RecordSplit split) throws IOException;
  }

  /**
   * Does it.
   *
   * @return the splits that failed, by their paths
   * @throws IOException what the watch threw
   */
  List<LoadProgress.Failure> each(Act act) throws IOException {
    int atOnce = Math.max(1, Runtime.getRuntime().availableProcessors());
    ExecutorService threads =
        Executors.newFixedThreadPool(atOnce, DaemonThreads.numbered("kindling-samples-"));
    List<LoadProgress.Failure> failures = new ArrayList<>();
    try {
      List<Future<?>> running = new ArrayList<>();
      for (RecordSplit split : splits) {
        running.add(
            threads.submit(
                () -> {
                  act.on(split);
                  return null;
                }));
      }
      long through = 0;
      long bytesThrough = 0;
      watch.through(0, splits.size(), 0, allBytes);
      for (int i = 0; i < running.size(); i++) {
        try {
          await(running.get(i), through, bytesThrough);
        } catch (ExecutionException failed) {
          failures.add(failure(splits.get(i), failed.getCause()));
        }
        through++;
        bytesThrough += splits.get(i).bytes();
      }
      watch.through(through, splits.size(), bytesThrough, allBytes);
    } finally {
      ended = true;
      threads.shutdownNow();
    }
    return failures;
  }

  /** Ends a split that nobody waits for any more. */
  void requireGoingOn() throws InterruptedIOException {
    if (ended) {
      throw new InterruptedIOException("nobody waits for the samples any more");
    }
  }

  private void await(Future<?> split, long through, long bytesThrough)
      throws IOException, ExecutionException {
    try {
      while (true) {
        long now = System.nanoTime();
        if (now - lastSign >= TimeUnit.MILLISECONDS.toNanos(SIGN_MILLIS)) {
          lastSign = now;
          watch.through(through, splits.size(), bytesThrough, allBytes);
        }
        try {
          split.get(SIGN_MILLIS, TimeUnit.MILLISECONDS);
          return;
        } catch (TimeoutException underWay) {
          LOG.trace("{} is under way", split);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while ready samples were made or looked for");
    }
  }

  private static LoadProgress.Failure failure(RecordSplit split, Throwable cause) {
    String path =
        split instanceof ContainerRange range
            ? range.file().path()
            : ((FileRun) split).files().get(0).path() + " and others";
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new LoadProgress.Failure(path, reason);
  }
}

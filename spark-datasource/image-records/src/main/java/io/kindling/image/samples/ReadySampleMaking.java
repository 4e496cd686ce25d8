package io.kindling.image.samples;

import io.kindling.cache.pack.Pack;
import io.kindling.cache.thread.DaemonThreads;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.load.SampleMaking;
import io.kindling.image.listing.PictureSet;
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
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ready samples of pictures for load jobs: the same plan, keys and making as those of readers. Any
 * thread.
 */
public final class ReadySampleMaking implements SampleMaking {

  private static final Logger LOG = LoggerFactory.getLogger(ReadySampleMaking.class);
  private static final long SIGN_MILLIS = 500;

  @Override
  public Made make(
      Configuration configuration, List<Path> paths, String transform, Share share, Watch watch)
      throws IOException {
    TransformText text = TransformText.parse(transform);
    PictureSet set = PictureSet.list(configuration, paths, text.listing());
    List<RecordSplit> splits = new ArrayList<>();
    int number = 0;
    for (SamplePlan.SampleSplit each :
        new SamplePlan(configuration, text.transform()).splits(set)) {
      if (share.has(each.owner() == null ? null : each.owner().identity(), number++)) {
        splits.add(each.split());
      }
    }
    ReadySamples samples = new ReadySamples(configuration, text.transform(), set.reading());
    return new Making(samples, splits, watch).run();
  }

  /** The making of some splits. */
  private static final class Making {

    private final ReadySamples samples;
    private final List<RecordSplit> splits;
    private final Watch watch;
    private final long allBytes;
    private final AtomicLong packs = new AtomicLong();
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong undecodable = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private long lastSign = System.nanoTime();
    private volatile boolean ended;

    Making(ReadySamples samples, List<RecordSplit> splits, Watch watch) {
      this.samples = samples;
      this.splits = splits;
      this.watch = watch;
      this.allBytes = splits.stream().mapToLong(RecordSplit::bytes).sum();
    }

    Made run() throws IOException {
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
                    make(split);
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
      return new Made(
          packs.get(), made.get(), records.get(), undecodable.get(), bytes.get(), failures);
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
        throw new InterruptedIOException("interrupted while ready samples were made");
      }
    }

    private void make(RecordSplit split) throws IOException {
      try (SamplePacks open = samples.open(split)) {
        for (SamplePack pack = open.next(); pack != null; pack = open.next()) {
          try (SamplePack counted = pack) {
            count(counted);
          }
          if (ended) {
            throw new InterruptedIOException("nobody waits for the samples any more");
          }
        }
      }
    }

    private void count(SamplePack pack) {
      packs.incrementAndGet();
      if (pack.found() == Pack.Found.MADE) {
        made.incrementAndGet();
      }
      records.addAndGet(pack.records());
      bytes.addAndGet(pack.length());
      for (int i = 0; i < pack.records(); i++) {
        if (!pack.isPicture(i)) {
          undecodable.incrementAndGet();
        }
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
}

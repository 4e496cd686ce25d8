package io.kindling.hadoop.load;

import io.kindling.cache.client.CachedFile;
import io.kindling.cache.node.NodeWork;
import io.kindling.cache.thread.DaemonThreads;
import io.kindling.hadoop.load.FetchOrder.Outcome;
import io.kindling.hadoop.load.FetchOrder.Result;
import io.kindling.hadoop.read.LoadableFiles;
import io.kindling.hadoop.status.KnownFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out {@link FetchOrder}s in this JVM, with its user's rights and the file systems of its
 * configuration. What a storage node that knows Hadoop offers to load jobs. Any thread.
 */
public final class LoadWork implements NodeWork, AutoCloseable {

  /** The name of the work. */
  public static final String NAME = "load";

  private static final Logger LOG = LoggerFactory.getLogger(LoadWork.class);
  private static final int MOST_THREADS = 256;
  private static final int MOST_REASON = 2_000;

  private final CacheFiles files;
  private final ThreadPoolExecutor fetchers =
      new ThreadPoolExecutor(
          1,
          1,
          30,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          DaemonThreads.numbered("kindling-load-"));

  /**
   * @param configuration where mounts and under stores are configured
   */
  public LoadWork(Configuration configuration) {
    this.files = CacheFiles.asTheyAre(configuration);
    fetchers.allowCoreThreadTimeOut(true);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Without files: says no more than that it can be asked. */
  @Override
  public byte[] run(byte[] request, Signs signs) throws IOException {
    FetchOrder order = FetchOrder.of(request);
    SignClock clock = new SignClock(signs);
    provideThreads(order.threads());
    Bandwidth bandwidth = new Bandwidth(order.bandwidth());
    List<List<Future<Result>>> fetches = new ArrayList<>();
    for (FetchOrder.Item item : order.files()) {
      List<Future<Result>> blocks = new ArrayList<>();
      for (int block : item.blocks()) {
        blocks.add(fetchers.submit(() -> bring(item, block, bandwidth)));
      }
      fetches.add(blocks);
    }
    boolean whole = false;
    try {
      List<Result> results = new ArrayList<>();
      for (List<Future<Result>> blocks : fetches) {
        results.add(await(blocks, clock));
      }
      whole = true;
      return FetchOrder.toBytes(results);
    } finally {
      if (!whole) {
        bandwidth.end();
        fetches.forEach(blocks -> blocks.forEach(each -> each.cancel(false)));
      }
    }
  }

  /** Orders share the threads; who asks for more gets more. */
  private synchronized void provideThreads(int wanted) {
    int threads = Math.max(1, Math.min(MOST_THREADS, wanted));
    if (threads > fetchers.getCorePoolSize()) {
      fetchers.setMaximumPoolSize(threads);
      fetchers.setCorePoolSize(threads);
    }
  }

  /** The worst of what became of the blocks of one file. */
  private static Result await(List<Future<Result>> blocks, SignClock clock) throws IOException {
    Result worst = new Result(Outcome.BROUGHT, "");
    for (Future<Result> block : blocks) {
      Result result = await(block, clock);
      if (result.outcome().ordinal() > worst.outcome().ordinal()) {
        worst = result;
      }
    }
    return worst;
  }

  private static Result await(Future<Result> block, SignClock clock) throws IOException {
    try {
      while (true) {
        clock.signIfDue();
        try {
          return block.get(SignClock.MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException underWay) {
          LOG.trace("a block is under way");
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files were loaded");
    } catch (ExecutionException fault) {
      return failed(fault.getCause());
    }
  }

  private Result bring(FetchOrder.Item item, int block, Bandwidth bandwidth) {
    try {
      Path path = item.hadoopPath();
      FileSystem fileSystem = files.of(path);
      if (!(fileSystem instanceof LoadableFiles loadable)) {
        throw new PathIOException(item.path(), "is no file of the cache");
      }
      KnownFile file = loadable.known(path, item.status());
      if (!file.version().versionKey().equals(item.version())) {
        throw new PathIOException(
            item.path(),
            "is %s of %d bytes here, or another version of what was listed"
                .formatted(file.version().uri(), file.version().length()));
      }
      CachedFile.Brought brought =
          loadable.bring(file, block, under -> new PacedFile(under, bandwidth));
      return brought == CachedFile.Brought.NOT_KEPT
          ? new Result(Outcome.NOT_KEPT, "")
          : new Result(Outcome.BROUGHT, "");
    } catch (IOException | RuntimeException | LinkageError failed) {
      return failed(failed);
    }
  }

  /** Ends what is under way, and closes the file systems. */
  @Override
  public void close() {
    fetchers.shutdownNow();
    try {
      files.close();
    } catch (IOException unclosed) {
      LOG.warn("a file system did not close: {}", unclosed.toString());
    }
  }

  /** Gives a sign every second, however fast or slow the blocks come. One thread. */
  private static final class SignClock {

    static final long MILLIS = 1_000;
    private static final byte[] SIGN = new byte[0];

    private final Signs signs;
    private long last = System.nanoTime();

    SignClock(Signs signs) {
      this.signs = signs;
    }

    void signIfDue() throws IOException {
      long now = System.nanoTime();
      if (now - last >= TimeUnit.MILLISECONDS.toNanos(MILLIS)) {
        last = now;
        signs.give(SIGN);
      }
    }
  }

  private static Result failed(Throwable failure) {
    String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return new Result(Outcome.FAILED, text.substring(0, Math.min(text.length(), MOST_REASON)));
  }
}

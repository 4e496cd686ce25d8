package io.kindling.command.load;

import io.kindling.cache.thread.DaemonThreads;
import io.kindling.command.cluster.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a running job on the board, and ends it when somebody there wants that, or on Ctrl-C.
 * Started and closed by the job's thread.
 */
public final class JobWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
  private static final long LOOK_MILLIS = 1_000;

  /** The board's every change is journalled by the nodes. */
  private static final int LOOKS_TO_TELL = 10;

  private static final long LAST_WORDS_SECONDS = 20;

  private final LoadBoard board;
  private final LoadJob job;
  private final LoadProgress progress;
  private final LoadBoard.Entry entry;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread onExit = new Thread(this::interrupted, "kindling-load-interrupted");
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-load-watch"));
  private volatile LoadBoard.State end = LoadBoard.State.FAILED;
  private int looks;

  private JobWatch(
      LoadBoard board, LoadJob job, LoadProgress progress, Map<String, String> description)
      throws IOException {
    this.board = board;
    this.job = job;
    this.progress = progress;
    this.entry = board.begin(values(description));
  }

  /**
   * Puts a job on the board.
   *
   * @param description what it loads
   */
  public static JobWatch start(
      LoadBoard board, LoadJob job, LoadProgress progress, Map<String, String> description)
      throws IOException {
    JobWatch watch = new JobWatch(board, job, progress, description);
    Runtime.getRuntime().addShutdownHook(watch.onExit);
    var ignored =
        watch.thread.scheduleWithFixedDelay(
            watch::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  public String id() {
    return entry.id();
  }

  private Map<String, String> values(Map<String, String> description) throws UnknownHostException {
    Map<String, String> values = new TreeMap<>(description);
    values.put("host", InetAddress.getLocalHost().getHostName());
    values.put("pid", Long.toString(ProcessHandle.current().pid()));
    values.put("user", Cluster.user());
    values.put("started", Long.toString(System.currentTimeMillis()));
    return values;
  }

  private void look() {
    try {
      if (board.isCancelled(entry)) {
        job.cancel();
      }
      looks++;
      if (looks % LOOKS_TO_TELL == 0) {
        tell(LoadBoard.State.RUNNING);
      }
    } catch (IOException | RuntimeException unheard) {
      LOG.debug("the board cannot be read now", unheard);
    }
  }

  private void tell(LoadBoard.State state) throws IOException {
    Map<String, String> values = new TreeMap<>(entry.values());
    values.put("files", Long.toString(progress.files()));
    values.put("filesDone", Long.toString(progress.filesDone()));
    values.put("filesFailed", Long.toString(progress.filesFailed()));
    values.put("bytes", Long.toString(progress.bytes()));
    values.put("bytesDone", Long.toString(progress.bytesDone()));
    board.put(new LoadBoard.Entry(entry.place(), entry.id(), state, values));
  }

  /** The JVM is told to end: the job ends first, and says how far it came. */
  private void interrupted() {
    job.cancel();
    try {
      if (!closed.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the job did not end in time; loading again goes on where it ended");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /** The job has come to its end, one way or the other. */
  public void ended() {
    if (job.isCancelled()) {
      end = LoadBoard.State.CANCELLED;
    } else {
      end = progress.isComplete() ? LoadBoard.State.COMPLETE : LoadBoard.State.INCOMPLETE;
    }
  }

  /** The board is told how the job ended. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      tell(end);
    } catch (IOException untold) {
      LOG.warn("the board cannot be told how the job ended: {}", untold.getMessage());
    }
    closed.countDown();
    try {
      boolean ignored = Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException ending) {
      LOG.debug("the JVM is ending");
    }
  }
}

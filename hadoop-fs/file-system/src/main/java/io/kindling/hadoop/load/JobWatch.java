package io.kindling.hadoop.load;

import io.kindling.cache.thread.DaemonThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a running job on the board, and ends it when somebody there wants that. Started and closed
 * by the job's thread.
 */
public final class JobWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
  private static final long LOOK_MILLIS = 1_000;

  /** The board's every change is journalled by the nodes. */
  private static final int LOOKS_TO_TELL = 10;

  private final LoadBoard board;
  private final Runnable cancel;
  private final BooleanSupplier cancelled;
  private final LoadProgress progress;
  private final LoadBoard.Entry entry;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-load-watch"));
  private volatile LoadBoard.State end = LoadBoard.State.FAILED;
  private int looks;

  private JobWatch(
      LoadBoard board,
      Runnable cancel,
      BooleanSupplier cancelled,
      LoadProgress progress,
      String user,
      Map<String, String> description)
      throws IOException {
    this.board = board;
    this.cancel = cancel;
    this.cancelled = cancelled;
    this.progress = progress;
    this.entry = board.begin(values(user, description));
  }

  /**
   * Puts a job on the board.
   *
   * @param cancel ends the job soon
   * @param cancelled whether it was cancelled, by whomever
   * @param user who runs it
   * @param description what it loads
   */
  public static JobWatch start(
      LoadBoard board,
      Runnable cancel,
      BooleanSupplier cancelled,
      LoadProgress progress,
      String user,
      Map<String, String> description)
      throws IOException {
    JobWatch watch = new JobWatch(board, cancel, cancelled, progress, user, description);
    var ignored =
        watch.thread.scheduleWithFixedDelay(
            watch::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  public String id() {
    return entry.id();
  }

  private Map<String, String> values(String user, Map<String, String> description)
      throws UnknownHostException {
    Map<String, String> values = new TreeMap<>(description);
    values.put("host", InetAddress.getLocalHost().getHostName());
    values.put("pid", Long.toString(ProcessHandle.current().pid()));
    values.put("user", user);
    values.put("started", Long.toString(System.currentTimeMillis()));
    return values;
  }

  private void look() {
    try {
      if (board.isCancelled(entry)) {
        cancel.run();
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

  /** The job has come to its end, one way or the other. */
  public void ended() {
    if (cancelled.getAsBoolean()) {
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
  }
}

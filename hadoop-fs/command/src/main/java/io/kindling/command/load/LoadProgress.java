package io.kindling.command.load;

import io.kindling.command.output.Json;
import io.kindling.command.output.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How far a load job is. Bytes count as done when their owners have said that they hold them, never
 * before. Safe for any number of threads.
 */
public final class LoadProgress {

  /** Failures that are kept with their reasons; all are counted. */
  private static final int MOST_FAILURES = 100_000;

  private final long started = System.nanoTime();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong filesDone = new AtomicLong();
  private final AtomicLong bytesDone = new AtomicLong();
  private final AtomicLong bytesThere = new AtomicLong();
  private final AtomicLong filesFailed = new AtomicLong();
  private final List<Failure> failures = new ArrayList<>();
  private volatile boolean listed;

  /** A file or path that could not be loaded. */
  public record Failure(String path, String reason) {}

  void found(long length) {
    files.incrementAndGet();
    bytes.addAndGet(length);
  }

  /** No more files will be found. */
  void allFound() {
    listed = true;
  }

  /** Owners hold so many bytes more than was known; {@code before} of them before the job. */
  void held(long more, long before) {
    bytesDone.addAndGet(more);
    bytesThere.addAndGet(before);
  }

  /** So many bytes, which were held, are not any more. */
  void lost(long less) {
    bytesDone.addAndGet(-less);
  }

  void fileDone() {
    filesDone.incrementAndGet();
  }

  void fileUndone() {
    filesDone.decrementAndGet();
  }

  void failed(String path, String reason) {
    filesFailed.incrementAndGet();
    synchronized (failures) {
      if (failures.size() < MOST_FAILURES) {
        failures.add(new Failure(path, reason));
      }
    }
  }

  public long files() {
    return files.get();
  }

  public long bytes() {
    return bytes.get();
  }

  public long filesDone() {
    return filesDone.get();
  }

  public long bytesDone() {
    return bytesDone.get();
  }

  public long filesFailed() {
    return filesFailed.get();
  }

  /** What failed, with reasons. */
  public List<Failure> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  /** Whether all files are known and all of them are held. */
  public boolean isComplete() {
    return listed && filesFailed.get() == 0 && filesDone.get() == files.get();
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** One line for people. */
  public String line() {
    double seconds = Math.max(0.001, elapsed().toMillis() / 1000.0);
    long fetched = bytesDone.get() - bytesThere.get();
    return "%s of %s%s (%s), %d of %d files, %s/s, %.0f files/s%s"
        .formatted(
            Quantities.bytes(bytesDone.get()),
            Quantities.bytes(bytes.get()),
            listed ? "" : " so far",
            Quantities.percent(bytesDone.get(), bytes.get()),
            filesDone.get(),
            files.get(),
            Quantities.bytes((long) (Math.max(0, fetched) / seconds)),
            filesDone.get() / seconds,
            filesFailed.get() == 0 ? "" : ", " + filesFailed.get() + " failed");
  }

  /** The part that is done, from 0 to 1. */
  double part() {
    long all = bytes.get();
    return all == 0 ? 1 : Math.min(1, (double) bytesDone.get() / all);
  }

  /** All numbers. */
  public Map<String, @Nullable Object> json() {
    return Json.object(
        "files",
        files.get(),
        "bytes",
        bytes.get(),
        "listed",
        listed,
        "filesDone",
        filesDone.get(),
        "bytesDone",
        bytesDone.get(),
        "bytesThereBefore",
        bytesThere.get(),
        "filesFailed",
        filesFailed.get(),
        "seconds",
        elapsed().toMillis() / 1000.0);
  }
}

package io.kindling.hadoop.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

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
  private final AtomicLong bytesByNodes = new AtomicLong();
  private final AtomicLong bytesHere = new AtomicLong();
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

  /** So far is a job whose parts are not files; what was told before does not count any more. */
  void isNow(long partsDone, long parts, long doneBytes, long allBytes) {
    files.set(parts);
    filesDone.set(partsDone);
    bytes.set(allBytes);
    bytesDone.set(doneBytes);
  }

  /** Storage nodes, or tasks, have brought so many bytes to their owners. */
  void broughtByNodes(long more) {
    bytesByNodes.addAndGet(more);
  }

  /** This JVM has brought so many bytes to their owners. */
  void broughtHere(long more) {
    bytesHere.addAndGet(more);
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

  /** Bytes that other JVMs have brought, those included that turned out to be there. */
  public long bytesByNodes() {
    return bytesByNodes.get();
  }

  /** Bytes that this JVM has brought, those included that turned out to be there. */
  public long bytesHere() {
    return bytesHere.get();
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

  /** Since the job began. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** Whether all files are known. */
  public boolean isListed() {
    return listed;
  }

  /** Bytes of those done that were held before the job. */
  public long bytesThere() {
    return bytesThere.get();
  }

  /** The part that is done, from 0 to 1. */
  public double part() {
    long all = bytes.get();
    return all == 0 ? 1 : Math.min(1, (double) bytesDone.get() / all);
  }
}

package io.kindling.image.read;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileSystem.Statistics;

/**
 * Bytes that Hadoop counted as read by one thread. Spark takes what a task's own thread has read as
 * the task's input, so the counts of threads that read for it are moved there; the totals of the
 * JVM stay as they are.
 */
final class ThreadCounts {
  private final Map<Statistics, Long> bytesRead;

  private ThreadCounts(Map<Statistics, Long> bytesRead) {
    this.bytesRead = bytesRead;
  }

  // The only interface of Hadoop that counts by thread, and the one that Spark asks.
  @SuppressWarnings("deprecation")
  static ThreadCounts ofThisThread() {
    Map<Statistics, Long> bytesRead = new HashMap<>();
    for (Statistics statistics : FileSystem.getAllStatistics()) {
      bytesRead.put(statistics, statistics.getThreadStatistics().getBytesRead());
    }
    return new ThreadCounts(bytesRead);
  }

  /** Takes from this thread what it has read since. */
  ThreadCounts takeIncrease() {
    Map<Statistics, Long> increase = new HashMap<>();
    ofThisThread()
        .bytesRead
        .forEach(
            (statistics, now) -> {
              long more = now - bytesRead.getOrDefault(statistics, 0L);
              if (more != 0) {
                statistics.incrementBytesRead(-more);
                increase.put(statistics, more);
              }
            });
    return new ThreadCounts(increase);
  }

  /** Counts as if this thread had read it. */
  void addToThisThread() {
    bytesRead.forEach(Statistics::incrementBytesRead);
  }
}

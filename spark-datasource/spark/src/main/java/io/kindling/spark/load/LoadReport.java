package io.kindling.spark.load;

import io.kindling.hadoop.load.LoadProgress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a load brought.
 *
 * @param job its name among those that {@code kindling jobs} shows
 * @param files that were found
 * @param bytes of all that were found
 * @param bytesHeld that their owners hold now
 * @param bytesHeldBefore of them, those that were held before
 * @param bytesByTasks of those that were fetched, what tasks brought; the driver brought the others
 * @param failed files that are not held as a whole, with reasons; the first 100,000
 * @param time it took
 */
public record LoadReport(
    String job,
    long files,
    long bytes,
    long bytesHeld,
    long bytesHeldBefore,
    long bytesByTasks,
    List<LoadProgress.Failure> failed,
    Duration time) {

  private static final int SHOWN = 20;

  public LoadReport {
    failed = List.copyOf(failed);
  }

  static LoadReport of(String job, LoadProgress progress) {
    return new LoadReport(
        job,
        progress.files(),
        progress.bytes(),
        progress.bytesDone(),
        progress.bytesThere(),
        progress.bytesByNodes(),
        progress.failures(),
        progress.elapsed());
  }

  /** The failed files in words. */
  String failures() {
    return failed.stream()
        .limit(SHOWN)
        .map(each -> each.path() + ": " + each.reason())
        .collect(Collectors.joining("\n", "", failed.size() > SHOWN ? "\nand more" : ""));
  }
}

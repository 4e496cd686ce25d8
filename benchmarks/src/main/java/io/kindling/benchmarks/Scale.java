package io.kindling.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much is measured.
 *
 * @param effort a full measurement or a short one that shows that it works
 * @param folder where data sets are made and kept; best on a local disk with room for 5 GB
 * @param time how long that runs which runs for a time
 * @param only words; of a benchmark in parts, those run whose names have all of them
 * @param pictures what the inception benchmark is told besides
 */
record Scale(Effort effort, Path folder, Duration time, List<String> only, Pictures pictures) {

  /**
   * Pictures to load.
   *
   * @param count null for the usual number
   * @param trials of each way; null for the usual number
   * @param from folder to take them from; null for some photographs
   */
  record Pictures(@Nullable Integer count, @Nullable Integer trials, @Nullable Path from) {}

  /** All parts. */
  Scale(Effort effort, Path folder, Duration time) {
    this(effort, folder, time, List.of(), new Pictures(null, null, null));
  }

  enum Effort {
    FULL,
    SMOKE
  }

  /** Whether a part is asked for. */
  boolean wants(String part) {
    return List.of(part.split(" ")).containsAll(only);
  }

  /** One of two numbers, by effort. */
  int choose(int full, int smoke) {
    return effort == Effort.FULL ? full : smoke;
  }
}

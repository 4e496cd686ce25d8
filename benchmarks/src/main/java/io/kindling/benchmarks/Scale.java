package io.kindling.benchmarks;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much is measured.
 *
 * @param effort a full measurement or a short one that shows that it works
 * @param folder where data sets are made and kept; best on a local disk with room for 5 GB
 * @param time how long that runs which runs for a time
 */
record Scale(Effort effort, Path folder, Duration time) {

  enum Effort {
    FULL,
    SMOKE
  }

  /** One of two numbers, by effort. */
  int choose(int full, int smoke) {
    return effort == Effort.FULL ? full : smoke;
  }
}

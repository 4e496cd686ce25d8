package io.kindling.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the trials of one way of loading said. */
final class LoadFigures {

  /** Seconds until all batches of the first epoch were there. */
  static final String ALL = "all";

  /** Seconds until the first batch was there. */
  static final String FIRST = "first";

  /** Seconds that the second epoch took. */
  static final String NEXT = "next";

  /** Megabytes of heap in use that were not before. */
  static final String HEAP = "heap";

  private final List<Map<String, Double>> trials = new ArrayList<>();

  void add(Map<String, Double> trial) {
    trials.add(trial);
  }

  double mean(String figure) {
    return trials.stream()
        .mapToDouble(trial -> trial.getOrDefault(figure, 0.0))
        .average()
        .orElse(0);
  }

  /** Standard deviation of a sample; 0 of a single one. */
  double deviation(String figure) {
    double mean = mean(figure);
    double squares =
        trials.stream()
            .mapToDouble(trial -> Math.pow(trial.getOrDefault(figure, 0.0) - mean, 2))
            .sum();
    return Math.sqrt(squares / Math.max(1, trials.size() - 1));
  }
}

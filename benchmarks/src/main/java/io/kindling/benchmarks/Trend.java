package io.kindling.benchmarks;

import java.util.List;

/**
 * The straight line that fits figures best, by least squares.
 *
 * @param mean of the figures
 * @param growth of the line from the first figure to the last
 */
record Trend(double mean, double growth) {

  /** The line through figures taken at these times; flat when there are fewer than three. */
  static Trend of(List<Double> times, List<Double> figures) {
    int count = times.size();
    double meanTime = times.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double mean = figures.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double above = 0;
    double below = 0;
    for (int i = 0; i < count; i++) {
      above += (times.get(i) - meanTime) * (figures.get(i) - mean);
      below += (times.get(i) - meanTime) * (times.get(i) - meanTime);
    }
    return count < 3 || below == 0
        ? new Trend(mean, 0)
        : new Trend(mean, above / below * (times.get(count - 1) - times.get(0)));
  }
}

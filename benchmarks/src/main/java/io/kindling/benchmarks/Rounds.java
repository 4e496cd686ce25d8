package io.kindling.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures several ways to do the same work in turn, round after round, so that ratios are made of
 * neighbours and hold when the machine's speed drifts.
 */
final class Rounds {

  private LongSupplier clock = System::nanoTime;
  private final Map<String, Work> ways = new LinkedHashMap<>();
  private final Map<String, List<Double>> rates = new LinkedHashMap<>();

  /** Measures by another clock, in nanoseconds, than that on the wall. */
  Rounds by(LongSupplier otherClock) {
    clock = otherClock;
    return this;
  }

  /** Adds a way; the one added first is the reference of the others. */
  Rounds add(String name, Work work) {
    ways.put(name, work);
    rates.put(name, new ArrayList<>());
    return this;
  }

  /** Runs rounds that are not counted: caches fill, code is compiled. */
  Rounds warm(int count) throws Exception {
    for (int round = 0; round < count; round++) {
      for (Work work : ways.values()) {
        double ignored = work.run();
      }
      System.err.print("-");
    }
    return this;
  }

  /** Runs rounds that are counted. */
  Rounds run(int count) throws Exception {
    for (int round = 0; round < count; round++) {
      for (Map.Entry<String, Work> way : ways.entrySet()) {
        long start = clock.getAsLong();
        double amount = way.getValue().run();
        double seconds = (clock.getAsLong() - start) / 1e9;
        rates(way.getKey()).add(amount / seconds);
      }
      System.err.print("+");
    }
    System.err.println();
    return this;
  }

  /** The row of a way against the reference. */
  Row row(String name, String label, String unit, @Nullable Double target) {
    String reference = ways.keySet().iterator().next();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rates(name).size(); round++) {
      ratios.add(rates(name).get(round) / rates(reference).get(round));
    }
    return new Row(
        label, unit, median(rates(name)), median(rates(reference)), median(ratios), target);
  }

  private List<Double> rates(String name) {
    List<Double> found = rates.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no way is called " + name);
    }
    return found;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Something that is timed. */
  @FunctionalInterface
  interface Work {
    /** Does it once, and says how much of the rate's unit was done. */
    double run() throws Exception;
  }
}

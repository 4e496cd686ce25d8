package io.kindling.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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

  private static final LongSupplier OWN_CPU =
      ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())::getProcessCpuTime;

  private LongSupplier clock = System::nanoTime;
  private LongSupplier otherCpu = () -> 0;
  private double gigabytes;
  private final Map<String, Long> cpu = new HashMap<>();
  private final Map<String, Work> ways = new LinkedHashMap<>();
  private final Map<String, List<Double>> rates = new LinkedHashMap<>();

  /** Measures by another clock, in nanoseconds, than that on the wall. */
  Rounds by(LongSupplier otherClock) {
    clock = otherClock;
    return this;
  }

  /**
   * Takes the processor time as well.
   *
   * @param bytes of one round
   * @param other processor time of another process that takes part, in nanoseconds
   */
  Rounds withCpu(long bytes, LongSupplier other) {
    gigabytes = bytes / 1e9;
    otherCpu = other;
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
        long cpuBefore = OWN_CPU.getAsLong() + otherCpu.getAsLong();
        long start = clock.getAsLong();
        double amount = way.getValue().run();
        double seconds = (clock.getAsLong() - start) / 1e9;
        rates(way.getKey()).add(amount / seconds);
        long used = OWN_CPU.getAsLong() + otherCpu.getAsLong() - cpuBefore;
        long ignored = cpu.merge(way.getKey(), used, Long::sum);
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
        label,
        unit,
        median(rates(name)),
        median(rates(reference)),
        median(ratios),
        target,
        cpuPerGigabyte(name));
  }

  /** The row of a way against a figure that was not measured. */
  Row row(String name, String label, String unit, double reference, @Nullable Double target) {
    double value = median(rates(name));
    return new Row(label, unit, value, reference, value / reference, target, cpuPerGigabyte(name));
  }

  /** The row of a way against another one. */
  Row against(String other, String name, String label, String unit, @Nullable Double target) {
    return row(name, label, unit, median(rates(other)), target);
  }

  private @Nullable Double cpuPerGigabyte(String name) {
    Long used = cpu.get(name);
    int rounds = rates(name).size();
    return used == null || gigabytes == 0 ? null : used / 1e9 / (gigabytes * rounds);
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

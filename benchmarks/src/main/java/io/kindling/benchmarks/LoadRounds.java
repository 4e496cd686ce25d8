package io.kindling.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Several ways to load one set, in turn, round after round. Unlike {@link Rounds} a way says its
 * rate itself, and the first round is a figure of its own: that of new JVMs.
 */
final class LoadRounds {

  private static final LongSupplier OWN_CPU =
      ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())::getProcessCpuTime;

  private final MadeUpBucket set;
  private final LongSupplier serverCpu;
  private final Map<String, Way> ways = new LinkedHashMap<>();
  private final Map<String, List<Measured>> measured = new LinkedHashMap<>();

  /**
   * Rounds without a way yet.
   *
   * @param serverCpu processor time of the server so far, in nanoseconds
   */
  LoadRounds(MadeUpBucket set, LongSupplier serverCpu) {
    this.set = set;
    this.serverCpu = serverCpu;
  }

  /** Loads the set once. */
  @FunctionalInterface
  interface Load {
    /** Answers the rate. */
    double run() throws Exception;
  }

  /**
   * A way.
   *
   * @param otherCpu processor time of another process that takes part, in nanoseconds
   */
  private record Way(Load load, LongSupplier otherCpu) {}

  /**
   * One round of a way.
   *
   * @param rate as the way said it
   * @param cpu seconds of processor time
   * @param server seconds of the server's
   */
  record Measured(double rate, double cpu, double server) {}

  LoadRounds add(String name, Load load) {
    return add(name, load, () -> 0);
  }

  LoadRounds add(String name, Load load, LongSupplier otherCpu) {
    ways.put(name, new Way(load, otherCpu));
    measured.put(name, new ArrayList<>());
    return this;
  }

  /** Runs a round in which code is compiled, and those that count. */
  LoadRounds run(String what, int count) throws Exception {
    System.err.print(what + " ");
    for (int round = 0; round <= count; round++) {
      for (Map.Entry<String, Way> each : ways.entrySet()) {
        Way way = each.getValue();
        long server = serverCpu.getAsLong();
        long before = OWN_CPU.getAsLong() + way.otherCpu().getAsLong();
        double rate = way.load().run();
        long after = OWN_CPU.getAsLong() + way.otherCpu().getAsLong();
        rounds(each.getKey())
            .add(
                new Measured(rate, (after - before) / 1e9, (serverCpu.getAsLong() - server) / 1e9));
      }
      System.err.print(round == 0 ? "-" : "+");
    }
    System.err.println();
    return this;
  }

  /** What the first round of a way gave, when nothing was compiled. */
  Measured first(String name) {
    return rounds(name).get(0);
  }

  /** The middle of what the other rounds of a way gave. */
  Measured middle(String name) {
    List<Measured> counted = rounds(name).subList(1, rounds(name).size());
    return new Measured(
        median(counted.stream().mapToDouble(Measured::rate).toArray()),
        median(counted.stream().mapToDouble(Measured::cpu).toArray()),
        median(counted.stream().mapToDouble(Measured::server).toArray()));
  }

  /** A row of rates, with the processor time of those who load. */
  Row rate(
      String label,
      String unit,
      Measured value,
      @Nullable Double reference,
      @Nullable Double target) {
    return new Row(
        label,
        unit,
        value.rate(),
        reference,
        reference == null ? null : value.rate() / reference,
        target,
        value.cpu() / (set.bytes() / 1e9));
  }

  /** A row of milliseconds of processor time for a file. */
  Row cpuOfAFile(String label, double seconds, @Nullable Double referenceSeconds) {
    double millis = seconds * 1e3 / set.count();
    Double reference = referenceSeconds == null ? null : referenceSeconds * 1e3 / set.count();
    return new Row(
        label, "ms/file", millis, reference, reference == null ? null : millis / reference, null);
  }

  private List<Measured> rounds(String name) {
    List<Measured> found = measured.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no way is called " + name);
    }
    return found;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

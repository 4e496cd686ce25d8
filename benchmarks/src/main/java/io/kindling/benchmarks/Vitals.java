package io.kindling.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Collectors;

/** What a JVM takes of its machine at one moment, and what it has done so far. */
final class Vitals {

  /** What is looked at. The first ones must not grow as long as the JVM lives. */
  enum Quantity {
    RESIDENT("MiB", 24),
    DIRECT("MiB", 4),
    HEAP_AFTER_GC("MiB", 8),
    THREADS("threads", 8),
    DESCRIPTORS("descriptors", 12),
    HANDLES("handles", 4),
    READS("reads", Double.MAX_VALUE),
    VERIFIED("MiB", Double.MAX_VALUE),
    FETCHED("MiB", Double.MAX_VALUE),
    EVICTED("blocks", Double.MAX_VALUE),
    DEMOTED("blocks", Double.MAX_VALUE),
    PROMOTED("blocks", Double.MAX_VALUE),
    DISK_HITS("reads", Double.MAX_VALUE),
    ADOPTED("blocks", Double.MAX_VALUE),
    CHECKSUM_FAILURES("blocks", Double.MAX_VALUE),
    DISK_FAILURES("directories", Double.MAX_VALUE);

    private final String unit;
    private final double slack;

    Quantity(String unit, double slack) {
      this.unit = unit;
      this.slack = slack;
    }

    String unit() {
      return unit;
    }

    /** Growth that is noise, in units; beside a part of the mean. */
    double slack() {
      return slack;
    }

    boolean mustBeFlat() {
      return slack < Double.MAX_VALUE;
    }
  }

  /** Bytes of a MiB. */
  static final double MIB = 1 << 20;

  private final Map<Quantity, Double> values;

  private Vitals(Map<Quantity, Double> values) {
    this.values = values;
  }

  double of(Quantity quantity) {
    return values.getOrDefault(quantity, 0.0);
  }

  /**
   * Of this JVM; collects garbage first.
   *
   * @param counted what only the program knows
   */
  static Vitals now(Map<Quantity, Double> counted) throws IOException {
    System.gc();
    Map<Quantity, Double> values = new EnumMap<>(counted);
    values.put(Quantity.RESIDENT, ChildJvm.residentBytes("self") / MIB);
    values.put(
        Quantity.DIRECT,
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum()
            / MIB);
    values.put(
        Quantity.HEAP_AFTER_GC,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB);
    values.put(Quantity.THREADS, (double) ManagementFactory.getThreadMXBean().getThreadCount());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      values.put(Quantity.DESCRIPTORS, (double) system.getOpenFileDescriptorCount());
    }
    return new Vitals(values);
  }

  String text() {
    return Arrays.stream(Quantity.values())
        .map(quantity -> Double.toString(of(quantity)))
        .collect(Collectors.joining(" "));
  }

  static Vitals parse(String text) {
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    Iterator<String> words = Arrays.asList(text.split(" ")).iterator();
    for (Quantity quantity : Quantity.values()) {
      values.put(quantity, Double.parseDouble(words.next()));
    }
    return new Vitals(values);
  }
}

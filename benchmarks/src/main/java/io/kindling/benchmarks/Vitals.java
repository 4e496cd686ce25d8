package io.kindling.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a JVM takes of its machine at one moment, and what it has done so far. */
record Vitals(double[] values) {

  /** What is looked at. The first ones must not grow as long as the JVM lives. */
  enum Quantity {
    RESIDENT("MiB", 24),
    DIRECT("MiB", 4),
    HEAP_AFTER_GC("MiB", 8),
    THREADS("threads", 4),
    DESCRIPTORS("descriptors", 6),
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

  private static final double MIB = 1 << 20;

  double of(Quantity quantity) {
    return values[quantity.ordinal()];
  }

  /** Of this JVM; collects garbage first. */
  static Vitals now(long handles, double... work) throws IOException {
    System.gc();
    double[] values = new double[Quantity.values().length];
    values[0] = resident() / MIB;
    values[1] =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum()
            / MIB;
    values[2] = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    values[3] = ManagementFactory.getThreadMXBean().getThreadCount();
    values[4] =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getOpenFileDescriptorCount()
            : 0;
    values[5] = handles;
    System.arraycopy(work, 0, values, 6, work.length);
    return new Vitals(values);
  }

  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }

  String text() {
    return Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(" "));
  }

  static Vitals parse(String text) {
    return new Vitals(Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray());
  }
}

package io.kindling.cache.store;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory this process may give to blocks, so that a size that is too large is refused at
 * start, by the name of the limit, and not found out by a killed container.
 *
 * @param direct bytes of direct memory that the JVM allows
 * @param directLimit the name of what sets it
 * @param heap bytes that the heap may grow to
 * @param machine bytes of the container or machine; {@link Long#MAX_VALUE} when not known
 * @param machineLimit the name of what sets it
 */
public record MemoryBudget(
    long direct, String directLimit, long heap, long machine, String machineLimit) {

  private static final String KEY = CacheOptions.MEMORY_SIZE.key();
  private static final long LARGEST_DEFAULT = 1L << 30;
  private static final long SMALLEST_DEFAULT = 16L << 20;

  /** The limits of this JVM and of the container or machine it runs in. */
  public static MemoryBudget ofThisProcess() {
    long heap = Runtime.getRuntime().maxMemory();
    long direct = maxDirectMemorySize();
    return direct > 0
        ? of(Path.of("/"), direct, "-XX:MaxDirectMemorySize", heap)
        : of(Path.of("/"), heap, "-XX:MaxDirectMemorySize (not set, so -Xmx counts)", heap);
  }

  /**
   * The bytes that a store may have.
   *
   * @param configured what the option says; 0 when it was not set
   * @return {@code configured}, or for 0 a size that fits: at most 1 GiB, half of the direct memory
   *     and half of what the heap leaves of the machine, but no less than 16 MiB
   * @throws InvalidSettingsException when more is configured than a limit allows; the message names
   *     the limit
   */
  public long capacity(long configured) {
    if (configured == 0) {
      long spare = Math.max(0, machine - heap);
      long size = Math.min(LARGEST_DEFAULT, Math.min(direct / 2, spare / 2));
      return Math.max(SMALLEST_DEFAULT, size);
    }
    if (configured < 0 || configured > direct) {
      throw new InvalidSettingsException(
          List.of(
              "%s = %s, but this JVM may use %s of direct memory: raise %s or lower the key"
                  .formatted(KEY, text(configured), text(direct), directLimit)));
    }
    if (configured > machine - heap) {
      throw new InvalidSettingsException(
          List.of(
              ("%s = %s and a heap of up to %s are more than the %s of %s: raise that limit, or"
                      + " lower the key or -Xmx")
                  .formatted(KEY, text(configured), text(heap), text(machine), machineLimit)));
    }
    return configured;
  }

  /**
   * The limits as the kernel's files below {@code root} tell them; files that are not there or not
   * readable set no limit.
   */
  static MemoryBudget of(Path root, long direct, String directLimit, long heap) {
    MemoryBudget budget =
        new MemoryBudget(direct, directLimit, heap, Long.MAX_VALUE, "this machine");
    for (String line : lines(root.resolve("proc/meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        String kibibytes = line.substring("MemTotal:".length()).replace("kB", "").trim();
        budget = budget.within(parse(kibibytes, 1024), "MemTotal in /proc/meminfo");
      }
    }
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && fields[1].isEmpty()) {
        budget = budget.withinGroup(root, "sys/fs/cgroup", fields[2], "memory.max");
      } else if (fields.length == 3 && List.of(fields[1].split(",")).contains("memory")) {
        budget =
            budget.withinGroup(root, "sys/fs/cgroup/memory", fields[2], "memory.limit_in_bytes");
      }
    }
    return budget;
  }

  /** The smallest limit of a control group and of those above it. */
  private MemoryBudget withinGroup(Path root, String mount, String group, String file) {
    MemoryBudget budget = this;
    Path top = root.resolve(mount);
    Path folder = top.resolve(group.replaceFirst("^/+", "")).normalize();
    while (folder != null && folder.startsWith(top)) {
      Path limit = folder.resolve(file);
      for (String line : lines(limit)) {
        budget = budget.within(parse(line.trim(), 1), limit.toString());
      }
      folder = folder.getParent();
    }
    return budget;
  }

  private MemoryBudget within(OptionalLong limit, String name) {
    return limit.isPresent() && limit.getAsLong() < machine
        ? new MemoryBudget(direct, directLimit, heap, limit.getAsLong(), name)
        : this;
  }

  private static OptionalLong parse(String number, long unit) {
    return number.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(number) * unit)
        : OptionalLong.empty(); // "max", or a number that stands for it
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    } catch (IOException unreadable) {
      return List.of(); // the kernel does not tell, so there is no limit to respect
    }
  }

  private static long maxDirectMemorySize() {
    HotSpotDiagnosticMXBean virtualMachine =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return virtualMachine == null
        ? 0
        : Long.parseLong(virtualMachine.getVMOption("MaxDirectMemorySize").getValue());
  }

  private static String text(long bytes) {
    if (bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "g";
    }
    return bytes < 1L << 20 ? bytes + " bytes" : (bytes >> 20) + "m";
  }
}

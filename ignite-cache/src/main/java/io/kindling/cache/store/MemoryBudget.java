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
 * @param direct what the JVM allows of direct memory
 * @param heap bytes that the heap may grow to
 * @param process what container or machine allow this process in all; bytes are {@link
 *     Long#MAX_VALUE} when that is not known
 */
public record MemoryBudget(Limit direct, long heap, Limit process) {

  /** The name of the limit that all processes of a machine share. */
  public static final String MACHINE = "MemTotal in /proc/meminfo";

  private static final String KEY = CacheOptions.MEMORY_SIZE.key();
  private static final long LARGEST_DEFAULT = 1L << 30;
  private static final long SMALLEST_DEFAULT = 16L << 20;

  private static final Limit UNKNOWN = new Limit(Long.MAX_VALUE, "this machine", "that limit");
  private static final String RAISE_GROUP =
      "the container's memory limit (docker --memory, limits.memory of a pod, MemoryMax of a"
          + " systemd unit)";
  private static final String RAISE_CONTAINER =
      "spark.executor.memoryOverhead, or that key with the container's size";

  /**
   * One limit.
   *
   * @param bytes how much is allowed
   * @param name what sets it
   * @param raise what to raise
   */
  public record Limit(long bytes, String name, String raise) {}

  /**
   * What is asked for.
   *
   * @param size bytes of the memory tier; 0 when that was not configured
   * @param mount the file system of the memory tier; empty for direct memory
   * @param disk the file systems of disk directories that are memory too, with the bytes taken of
   *     each
   */
  public record Demand(long size, List<MemoryFileSystem> mount, List<MemoryFileSystem> disk) {

    /** Direct memory only. */
    public static Demand direct(long size) {
      return new Demand(size, List.of(), List.of());
    }

    private long diskBytes() {
      return disk.stream().mapToLong(MemoryFileSystem::taken).sum();
    }
  }

  /**
   * The limits of this JVM and of the container or machine it runs in.
   *
   * @param container bytes of the container, heap included, where only the resource manager knows
   *     them; 0 when that was not configured
   */
  public static MemoryBudget ofThisProcess(long container) {
    long heap = Runtime.getRuntime().maxMemory();
    long direct = maxDirectMemorySize();
    String flag = "-XX:MaxDirectMemorySize";
    Limit limit =
        direct > 0
            ? new Limit(direct, flag, flag)
            : new Limit(heap, flag, flag + " (not set, so -Xmx counts)");
    return of(Path.of("/"), limit, heap, container);
  }

  /**
   * The bytes that a memory tier may have.
   *
   * @return the size asked for, or for 0 one that fits: at most 1 GiB, half of the direct memory
   *     and half of what the heap leaves of the machine, but no less than 16 MiB
   * @throws InvalidSettingsException when more is asked for than a limit allows; the message names
   *     the limit and what to raise
   */
  public long capacity(Demand demand) {
    long room = demand.mount().stream().mapToLong(MemoryFileSystem::free).findFirst().orElse(-1);
    if (demand.size() == 0) {
      long spare = Math.max(0, process.bytes - heap - demand.diskBytes());
      long place = room < 0 ? direct.bytes : room;
      long size = Math.min(LARGEST_DEFAULT, Math.min(place / 2, spare / 2));
      long chosen = Math.max(Math.min(SMALLEST_DEFAULT, place), size);
      requireWithinProcess(chosen, demand, demand.diskBytes() > 0);
      return chosen;
    }
    if (demand.size() < 0 || (room < 0 && demand.size() > direct.bytes)) {
      throw refusal(
          "%s = %s, but this JVM may use %s of direct memory: raise %s or lower the key"
              .formatted(KEY, text(demand.size()), text(direct.bytes), direct.raise));
    }
    if (room >= 0 && demand.size() > room) {
      throw refusal(
          ("%s = %s, but %s = %s has %s free of %s: enlarge the mount (its option size=, for"
                  + " /dev/shm of a container --shm-size) or lower the key")
              .formatted(
                  KEY,
                  text(demand.size()),
                  CacheOptions.MEMORY_DIRECTORY.key(),
                  demand.mount().get(0).directory(),
                  text(room),
                  text(demand.mount().get(0).size())));
    }
    requireWithinProcess(demand.size(), demand, true);
    return demand.size();
  }

  private void requireWithinProcess(long size, Demand demand, boolean strict) {
    long disk = demand.diskBytes();
    if (strict && size > process.bytes - heap - disk) {
      String files =
          disk == 0
              ? ""
              : ", %s of %s in memory (%s)"
                  .formatted(
                      text(disk),
                      CacheOptions.DISK_DIRS.key(),
                      String.join(
                          ", ", demand.disk().stream().map(MemoryFileSystem::toString).toList()));
      throw refusal(
          "%s = %s%s and a heap of up to %s are more than the %s of %s: raise %s, or lower %s or -Xmx"
              .formatted(
                  KEY,
                  text(size),
                  files,
                  text(heap),
                  text(process.bytes),
                  process.name,
                  process.raise,
                  disk == 0 ? "the key" : "the key, " + CacheOptions.DISK_SIZE.key()));
    }
  }

  private static InvalidSettingsException refusal(String text) {
    return new InvalidSettingsException(List.of(text));
  }

  /**
   * The limits as the kernel's files below {@code root} tell them; files that are not there or not
   * readable set no limit.
   */
  static MemoryBudget of(Path root, Limit direct, long heap, long container) {
    MemoryBudget budget = new MemoryBudget(direct, heap, UNKNOWN);
    for (String line : lines(root.resolve("proc/meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        String kibibytes = line.substring("MemTotal:".length()).replace("kB", "").trim();
        budget = budget.within(parse(kibibytes, 1024), MACHINE, "the machine's memory");
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
    return container == 0
        ? budget
        : budget.within(
            OptionalLong.of(container), CacheOptions.CONTAINER_MEMORY.key(), RAISE_CONTAINER);
  }

  /** The smallest limit of a control group and of those above it. */
  private MemoryBudget withinGroup(Path root, String mount, String group, String file) {
    MemoryBudget budget = this;
    Path top = root.resolve(mount);
    Path folder = top.resolve(group.replaceFirst("^/+", "")).normalize();
    while (folder != null && folder.startsWith(top)) {
      Path limit = folder.resolve(file);
      for (String line : lines(limit)) {
        budget = budget.within(parse(line.trim(), 1), limit.toString(), RAISE_GROUP);
      }
      folder = folder.getParent();
    }
    return budget;
  }

  private MemoryBudget within(OptionalLong limit, String name, String raise) {
    return limit.isPresent() && limit.getAsLong() < process.bytes
        ? new MemoryBudget(direct, heap, new Limit(limit.getAsLong(), name, raise))
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

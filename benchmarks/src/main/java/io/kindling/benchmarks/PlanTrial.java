package io.kindling.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans a read of very many files: a driver with a heap of 1 GB, in a JVM of its own, lists them
 * through the cache and makes the partitions, which know the owner of every file.
 */
final class PlanTrial {

  private static final Logger LOG = LoggerFactory.getLogger(PlanTrial.class);

  private static final String RESULT = "planned ";
  private static final double LIMIT_SECONDS = 30;

  private PlanTrial() {}

  /**
   * Rows of time and memory.
   *
   * @throws IOException when a driver ended without a plan, as one does that runs out of memory
   */
  static List<Row> measure(int files) throws IOException {
    double[] ours = driver("cachedimages", "cache:///million", files);
    String label = "plan of " + files + " files, ";
    double rate = files / ours[0];
    double limit = 1_000_000 / LIMIT_SECONDS;
    return List.of(
        new Row(label + "rate / a million in 30 s", "files/s", rate, limit, rate / limit, 1.0),
        new Row(label + "time", "s", ours[0], LIMIT_SECONDS, ours[0] / LIMIT_SECONDS, null),
        new Row(label + "processor time of the driver", "s", ours[1], null, null, null),
        new Row(label + "partitions", "", ours[2], null, null, null),
        new Row(label + "heap of set and plan, of 1 GB", "MB", ours[3], null, null, null));
  }

  private static double[] driver(String format, String path, int files) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--add-opens"))
            .toList());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            PlanTrial.class.getName(),
            format,
            path,
            Integer.toString(files)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String result =
        output
            .lines()
            .filter(line -> line.startsWith(RESULT))
            .findFirst()
            .orElseThrow(
                () -> new IOException("the driver ended without a plan; it printed: " + output));
    return Arrays.stream(result.substring(RESULT.length()).split(" ", -1))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** The driver: format, path, number of files. */
  public static void main(String[] arguments) {
    int code = 1;
    try {
      plan(arguments[0], arguments[1], arguments[2]);
      code = 0;
    } catch (Throwable failed) {
      // Threads of libraries would keep the JVM alive without a word.
      LOG.error("no plan", failed);
    } finally {
      System.exit(code);
    }
  }

  private static void plan(String format, String path, String files) throws IOException {
    Map<String, String> hadoop =
        Map.of(
            "fs." + MillionFiles.SCHEME + ".impl",
            MillionFiles.class.getName(),
            MillionFiles.FILES,
            files,
            "fs.cache.mount.million",
            MillionFiles.SCHEME + ":///",
            "fs.cache.memory.size",
            "64m");
    try (SparkSession spark =
        SparkSessions.start("local-cluster[2,1,1024]", "512m", "256m", hadoop)) {
      // The first task waits for the storage nodes: then their table is known.
      spark.range(0, 4, 1, 4).count();
      long start = System.nanoTime();
      long cpu = cpu();
      RDD<?> planned = spark.read().format(format).load(path).select("image").rdd();
      int partitions = planned.getNumPartitions();
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpuSeconds = (cpu() - cpu) / 1e9;
      System.gc();
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      if (planned.getNumPartitions() != partitions) {
        throw new IllegalStateException("the plan is not kept, so its heap was not measured");
      }
      System.out.println(
          RESULT + seconds + " " + cpuSeconds + " " + partitions + " " + heap / 1_000_000);
    }
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}

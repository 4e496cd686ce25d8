package io.kindling.examples.quickstart;

import io.kindling.examples.process.JavaCommand;
import io.kindling.examples.process.SparkHome;
import io.kindling.examples.process.StandaloneCluster;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command that starts the driver of the quickstart.
 *
 * @param home Spark installation
 * @param cluster cluster that runs the executors
 * @param work folder for whatever is written
 */
record DriverCommand(SparkHome home, StandaloneCluster cluster, Path work) {

  static final int EXECUTORS = 2;

  static final String WORKER_MEMORY = "3g";
  private static final String EXECUTOR_MEMORY = "3g";
  private static final String CACHE_MEMORY = "512m";
  private static final List<String> LEARNING_RATES = List.of("0.01", "0.002");

  /** A resource in the jar of this program; everything goes to standard error. */
  private static final String LOGGING = "-Dlog4j.configuration=quickstart-log4j.properties";

  /**
   * The command.
   *
   * @param folder what is trained from
   * @param s3Options options of S3A
   * @param s3Control control endpoint of the S3 server
   */
  JavaCommand of(
      Quickstart.Trials trials, String folder, Map<String, String> s3Options, URI s3Control) {
    List<String> flags = new ArrayList<>(JavaCommand.openingFlags());
    flags.addAll(properties());
    // BigDL would otherwise send its own and Spark's messages to standard output and to a file.
    flags.add("-Dbigdl.utils.LoggerFilter.disable=true");
    sparkOptions(s3Options).forEach((key, value) -> flags.add("-D" + key + "=" + value));
    List<String> arguments =
        List.of(
            "--folder", folder,
            "--classes", Integer.toString(trials.classes()),
            "--batch-size", Integer.toString(trials.batchSize()),
            "--iterations", Integer.toString(trials.iterations()),
            "--learning-rate", LEARNING_RATES.get(0),
            "--learning-rate", LEARNING_RATES.get(1),
            "--s3-control", s3Control.toString());
    return new JavaCommand(
        "1g",
        flags,
        home.classPath(),
        QuickstartDriver.class.getName(),
        arguments,
        home.environment());
  }

  /** System properties of driver and executors; what they unpack stays below the work folder. */
  private List<String> properties() {
    return List.of(
        LOGGING,
        "-Djava.awt.headless=true",
        "-Djava.io.tmpdir=" + work,
        "-Dorg.bytedeco.javacpp.cachedir=" + work.resolveSibling("javacpp"));
  }

  private Map<String, String> sparkOptions(Map<String, String> s3Options) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("spark.master", cluster.masterUrl());
    options.put("spark.driver.host", "127.0.0.1");
    options.put("spark.driver.bindAddress", "127.0.0.1");
    options.put("spark.cores.max", Integer.toString(EXECUTORS));
    options.put("spark.executor.cores", "1");
    options.put("spark.executor.memory", EXECUTOR_MEMORY);
    options.put(
        "spark.executor.extraJavaOptions",
        String.join(" ", JavaCommand.openingFlags())
            + " -XX:MaxDirectMemorySize=1g "
            + String.join(" ", properties()));
    options.put("spark.executor.extraClassPath", JavaCommand.joined(home.extensions()));
    options.put("spark.ui.enabled", "false");
    options.put("spark.hadoop.fs.cache.mount.pictures", "s3a://pictures/");
    options.put("spark.hadoop.fs.cache.memory.size", CACHE_MEMORY);
    s3Options.forEach((key, value) -> options.put("spark.hadoop." + key, value));
    return options;
  }
}

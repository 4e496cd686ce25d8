package io.kindling.benchmarks;

import io.kindling.spark.KindlingPlugin;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Starts Spark as users have it: executors in JVMs of their own, with a storage node in each. */
final class SparkSessions {

  private SparkSessions() {}

  /**
   * Starts a cluster on this machine.
   *
   * @param master {@code local-cluster[executors,cores,megabytes]}
   * @param executorMemory heap of an executor
   * @param directMemory what an executor may use outside of the heap
   */
  static SparkSession start(
      String master, String executorMemory, String directMemory, Map<String, String> hadoop)
      throws IOException {
    linkJars();
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .appName("images")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.memory", executorMemory)
            .config(
                "spark.executor.extraJavaOptions",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn -XX:MaxDirectMemorySize="
                    + directMemory)
            .config("spark.plugins", KindlingPlugin.class.getName())
            .config("spark.hadoop.fs.cache.faults", "strict");
    hadoop.forEach((key, value) -> builder.config("spark.hadoop." + key, value));
    return builder.getOrCreate();
  }

  private static void linkJars() throws IOException {
    String home = System.getenv("SPARK_HOME");
    if (home == null) {
      throw new IllegalStateException("SPARK_HOME is not set; start this by benchmarks/run images");
    }
    Path jars = Files.createDirectories(Path.of(home, "jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry).toAbsolutePath();
      Path link = jars.resolve(jar.getFileName());
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, jar);
    }
  }
}

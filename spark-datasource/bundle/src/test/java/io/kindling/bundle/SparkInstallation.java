package io.kindling.bundle;

import io.kindling.fixture.Ended;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Spark of the test's own class path without anything that the bundle has to bring.
 *
 * @param folder what {@code SPARK_HOME} points to
 */
record SparkInstallation(Path folder) {
  /**
   * Links the jars of this JVM's class path into a new folder.
   *
   * @param bundled file names of jars that are inside the bundle and so must not be there
   */
  static SparkInstallation create(Path folder, Set<String> bundled) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      String name = path.getFileName().toString();
      if (Files.isRegularFile(path) && !bundled.contains(name) && !name.startsWith("kindling-")) {
        Files.createSymbolicLink(jars.resolve(name), path);
      }
    }
    return new SparkInstallation(folder);
  }

  /**
   * Runs {@code spark-submit} with these arguments, as its script would.
   *
   * @param java the JDK for driver and executors
   * @param log where its output stays
   */
  Ended submit(Path java, Path log, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.resolve("bin/java").toString());
    command.addAll(List.of(System.getProperty("kindling.jvm-flags").trim().split("\\s+", -1)));
    command.addAll(
        List.of("-Xmx512m", "-cp", folder + "/jars/*", "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(arguments);
    return Ended.run(
        command,
        Map.of(
            "JAVA_HOME",
            java.toString(),
            "SPARK_HOME",
            folder.toString(),
            "SPARK_SCALA_VERSION",
            scalaVersion(),
            "SPARK_LOCAL_IP",
            "127.0.0.1"),
        log,
        Duration.ofMinutes(5));
  }

  private String scalaVersion() throws IOException {
    try (var jars = Files.newDirectoryStream(folder.resolve("jars"), "spark-core_*.jar")) {
      String name = jars.iterator().next().getFileName().toString();
      return name.substring("spark-core_".length(), name.lastIndexOf('-'));
    }
  }
}

package io.kindling.examples.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Spark 2.4 installation as its own scripts would find it, made of links to jars.
 *
 * @param folder what {@code SPARK_HOME} points to
 * @param extensions jars and folders that are no part of the installation and come before it on
 *     class paths
 */
public record SparkHome(Path folder, List<Path> extensions) {

  /**
   * Makes the folder and links the jars into it.
   *
   * @param jars everything a Spark process needs, each under another file name
   * @param extensions what else belongs on class paths, before those jars
   */
  public static SparkHome create(Path folder, List<Path> jars, List<Path> extensions)
      throws IOException {
    Path links = Files.createDirectories(folder.resolve("jars"));
    for (Path jar : jars) {
      Files.createSymbolicLink(links.resolve(jar.getFileName()), jar.toAbsolutePath());
    }
    return new SparkHome(folder.toAbsolutePath(), List.copyOf(extensions));
  }

  /** The class path of every process on this installation. */
  public List<Path> classPath() {
    return Stream.concat(extensions.stream(), Stream.of(folder.resolve("jars").resolve("*")))
        .toList();
  }

  /**
   * What the start scripts would set for processes on this machine alone. Spark's scratch files go
   * beside the installation.
   */
  public Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME",
        folder.toString(),
        "SPARK_SCALA_VERSION",
        "2.11",
        "SPARK_LOCAL_IP",
        "127.0.0.1",
        "JAVA_HOME",
        System.getProperty("java.home"));
  }
}

package io.kindling.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A SPARK_HOME made of the test's own class path, which is what {@code local-cluster} starts its
 * executors from. The build names it in the environment, as Spark wants it.
 */
public final class SparkHome {
  private SparkHome() {}

  /**
   * Links the jars of this JVM's class path into {@code jars}.
   *
   * @return the directories of the class path, which must be put into {@code
   *     spark.executor.extraClassPath}
   */
  public static String prepare() throws IOException {
    String home = System.getenv("SPARK_HOME");
    if (home == null) {
      throw new IllegalStateException("the build has to set SPARK_HOME for this test");
    }
    Path jars = Files.createDirectories(Path.of(home, "jars"));
    List<String> directories = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      if (Files.isDirectory(path)) {
        directories.add(path.toString());
      } else if (Files.exists(path)) {
        Path link = jars.resolve(path.getFileName());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, path);
      }
    }
    return String.join(File.pathSeparator, directories);
  }
}

package io.kindling.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Runs programs that need BigDL and its Spark, each in a JVM of its own: those of {@code
 * benchmarks/bigdl}, on the class path that {@code benchmarks/run} names.
 */
final class BigDlJvm {

  private static final String CLASS_PATH = "kindling.bigdl.classpath";
  private static final String PROGRAMS = "io.kindling.benchmarks.bigdl.";

  /** Ends the JVM when its input ends. */
  private static final String LAUNCHER = "io.kindling.examples.process.BoundToParent";

  private static final String RESULT = "RESULT ";
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private BigDlJvm() {}

  /**
   * Runs a program to its end.
   *
   * @param program simple name of its class
   * @param heap as {@code -Xmx} takes it
   * @return the figures that it said, by name
   * @throws IOException when it failed; it has said why to standard error
   */
  static Map<String, Double> run(String program, String heap, Map<String, String> arguments)
      throws IOException, InterruptedException {
    String classPath = System.getProperty(CLASS_PATH);
    if (classPath == null) {
      throw new IOException(
          "no class path of BigDL's programs: run benchmarks/run, or set -D" + CLASS_PATH);
    }
    List<String> told = new ArrayList<>(List.of(PROGRAMS + program));
    arguments.forEach((name, value) -> told.add(name + "=" + value));
    AtomicReference<String> result = new AtomicReference<>("");
    try (ChildJvm jvm =
        ChildJvm.start(
            new ChildJvm.Program(flags(heap), classPath, LAUNCHER, told),
            line -> {
              if (line.startsWith(RESULT)) {
                result.set(line.substring(RESULT.length()));
              }
            })) {
      if (!jvm.awaitEnd(LIMIT)) {
        throw new IOException(program + " did not end well: " + arguments);
      }
    }
    return figures(result.get());
  }

  private static Map<String, Double> figures(String text) {
    Map<String, Double> figures = new HashMap<>();
    for (String figure : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
      int equals = figure.indexOf('=');
      figures.put(figure.substring(0, equals), Double.valueOf(figure.substring(equals + 1)));
    }
    return figures;
  }

  private static List<String> flags(String heap) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-Xmx" + heap,
                "-Dlog4j.configuration=benchmark-log4j.properties",
                // BigDL would otherwise log to a file and set levels of its own.
                "-Dbigdl.utils.LoggerFilter.disable=true",
                "-Djava.awt.headless=true"));
    // What Spark 2.4 and Ignite open on JDK 17.
    Stream.of("lang", "lang.invoke", "lang.reflect", "io", "net", "nio", "util", "util.concurrent")
        .forEach(name -> flags.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED"));
    Stream.of("nio.ch", "nio.cs", "security.action", "util.calendar")
        .forEach(name -> flags.add("--add-opens=java.base/sun." + name + "=ALL-UNNAMED"));
    flags.add("--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED");
    return flags;
  }
}

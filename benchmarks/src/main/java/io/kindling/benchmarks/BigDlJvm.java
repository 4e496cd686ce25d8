package io.kindling.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

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

  /** With the packages opened that are open here, as Spark 2.4 wants them too. */
  private static List<String> flags(String heap) {
    List<String> flags = ChildJvm.flagsOfThisJvm(flag -> flag.startsWith("--add-opens"));
    flags.add("-Xmx" + heap);
    flags.add("-Dlog4j.configuration=benchmark-log4j.properties");
    // BigDL would otherwise log to a file and set levels of its own.
    flags.add("-Dbigdl.utils.LoggerFilter.disable=true");
    flags.add("-Djava.awt.headless=true");
    return flags;
  }
}

package io.kindling.examples.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A JVM to be started: the JDK of this process, its flags, a class path and a main class.
 *
 * @param heap value of {@code -Xmx}, such as {@code 512m}
 * @param flags further flags of the JVM and system properties as {@code -Dname=value}
 * @param classPath jars and folders, in order
 * @param mainClass class whose {@code main} is run
 * @param arguments arguments of {@code main}
 * @param environment variables added to those of this process
 */
public record JavaCommand(
    String heap,
    List<String> flags,
    List<Path> classPath,
    String mainClass,
    List<String> arguments,
    Map<String, String> environment) {

  /** What Ignite and Spark 2.4 open on JDK 17. */
  public static final List<String> OPENED_PACKAGES =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  /** The flags that open {@link #OPENED_PACKAGES}. */
  public static List<String> openingFlags() {
    return OPENED_PACKAGES.stream()
        .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
        .toList();
  }

  /** The command line, with the main class {@linkplain BoundToParent bound to this process}. */
  List<String> commandLine() {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx" + heap);
    line.addAll(flags);
    line.add("-cp");
    line.add(joined(classPath));
    line.add(BoundToParent.class.getName());
    line.add(mainClass);
    line.addAll(arguments);
    return line;
  }

  /** A class path as {@code java -cp} takes it. */
  public static String joined(List<Path> classPath) {
    return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}

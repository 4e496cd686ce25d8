package io.kindling.cache.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program of the test class path in a JVM of its own, whose output is read line by line. */
public final class ChildProgram implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private ChildProgram(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  public static ChildProgram start(Path directory, Class<?> program, List<String> arguments)
      throws IOException {
    return start(directory, List.of(), program, arguments);
  }

  /**
   * As the other, by a command that ends in the program's, such as one that changes its network.
   */
  public static ChildProgram start(
      Path directory, List<String> prefix, Class<?> program, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("kindling.jvm-flags", "").trim().split("\\s+")));
    // They live for seconds, on cores that they share.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // What a killed program leaves behind goes with the test's directory.
    command.add("-Djava.io.tmpdir=" + directory);
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(arguments);
    command.removeIf(String::isEmpty);
    return new ChildProgram(
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start());
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException gone) {
      lines.add("the output ended: " + gone);
    }
  }

  /** Waits for a line that begins so. */
  public void await(String beginning) throws InterruptedException {
    await(line -> line.startsWith(beginning), "no line begins with " + beginning);
  }

  /** Waits for a line with these words in it. */
  public void awaitContaining(String words) throws InterruptedException {
    await(line -> line.contains(words), "no line contains " + words);
  }

  private void await(Predicate<String> wanted, String otherwise) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (lines.stream().noneMatch(wanted)) {
      if (!reader.isAlive() || System.nanoTime() - deadline > 0) {
        throw new AssertionError(otherwise + ": " + lines);
      }
      Thread.sleep(10);
    }
  }

  public List<String> lines() {
    return lines;
  }

  public void say(String word) throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).append(word).append('\n').flush();
  }

  /** As {@code kill -<signal>} does. */
  public void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** The exit value, once the program has ended by itself. */
  public int exitValue() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the program does not end: " + lines);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

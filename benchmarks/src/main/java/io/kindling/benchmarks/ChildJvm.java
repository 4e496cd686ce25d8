package io.kindling.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Another JVM with a program in it. The program has to end when its input does, so that it ends
 * with this JVM; what it says to standard error is said by this one. Safe for any thread.
 */
final class ChildJvm implements AutoCloseable {

  /** What a program says before it says where it can be asked. */
  static final String READY = "ready ";

  private final Process process;
  private final Thread reader;

  private ChildJvm(Process process, Listener listener) {
    this.process = process;
    this.reader = new Thread(() -> read(process, listener), "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * What runs in the JVM.
   *
   * @param flags of the JVM
   * @param classPath as {@code java -cp} takes it
   * @param mainClass whose {@code main} is run
   * @param arguments of {@code main}
   */
  record Program(List<String> flags, String classPath, String mainClass, List<String> arguments) {

    /** A program of this module, with the packages opened that are open here. */
    static Program of(Class<?> mainClass, List<String> flags, List<String> arguments) {
      List<String> all = flagsOfThisJvm(flag -> flag.startsWith("--add-opens"));
      all.addAll(flags);
      all.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
      return new Program(
          all, System.getProperty("java.class.path"), mainClass.getName(), List.copyOf(arguments));
    }
  }

  /** Told what the program says, on a thread of its own. */
  @FunctionalInterface
  interface Listener {
    /** A line of its standard output. */
    void said(String line);

    /** There will be no more, in order or not. */
    default void ended() {}
  }

  /** Flags that this JVM was started with. */
  static List<String> flagsOfThisJvm(Predicate<String> wanted) {
    return new ArrayList<>(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(wanted).toList());
  }

  /**
   * Starts the JVM.
   *
   * @throws IOException when there is no such command
   */
  static ChildJvm start(Program program, Listener listener) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(program.flags());
    command.addAll(List.of("-cp", program.classPath(), program.mainClass()));
    command.addAll(program.arguments());
    return new ChildJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
        listener);
  }

  /** A JVM whose program said that it can be asked, and where. */
  record Ready(ChildJvm jvm, String address) {}

  /**
   * Starts the JVM, and waits until its program says {@link #READY} and where it can be asked.
   *
   * @throws IOException when it does not within the limit, or ends, or this thread is interrupted
   */
  static Ready startReady(Program program, Duration limit) throws IOException {
    CompletableFuture<String> ready = new CompletableFuture<>();
    ChildJvm jvm =
        start(
            program,
            new Listener() {
              @Override
              public void said(String line) {
                if (line.startsWith(READY)) {
                  ready.complete(line.substring(READY.length()));
                }
              }

              @Override
              public void ended() {
                ready.completeExceptionally(new IOException("its JVM ended"));
              }
            });
    try {
      return new Ready(jvm, ready.get(limit.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      jvm.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + program.mainClass() + " started", interrupted);
    } catch (ExecutionException | TimeoutException failed) {
      jvm.close();
      throw new IOException(program.mainClass() + " did not start", failed);
    }
  }

  private static void read(Process process, Listener listener) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        listener.said(line);
      }
    } catch (IOException | UncheckedIOException killed) {
      // What it said before is all there is.
    } finally {
      listener.ended();
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Processor time so far, in nanoseconds; 0 when it has ended. */
  long cpuNanos() {
    return process.toHandle().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
  }

  /** Bytes of memory that it has, heap and all; 0 where the system does not say. */
  long residentBytes() throws IOException {
    return residentBytes(Long.toString(process.pid()));
  }

  /**
   * Bytes of memory that a process has; 0 where the system does not say.
   *
   * @param process a number, or {@code self}
   */
  static long residentBytes(String process) throws IOException {
    Path status = Path.of("/proc", process, "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }

  /** Writes to its standard input. */
  void say(String text) throws IOException {
    Writer input = process.outputWriter(StandardCharsets.UTF_8);
    input.append(text).flush();
  }

  /** Ends its standard input. */
  void endInput() throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).close();
  }

  /**
   * Waits for its end and the last of what it said.
   *
   * @return whether it has ended with 0
   */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    reader.join(limit.toMillis());
    return ended && process.exitValue() == 0;
  }

  /** As {@code kill -<signal>} does. */
  void signal(String signal) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    if (status != 0) {
      throw new IOException("kill -" + signal + " ended with " + status);
    }
  }

  /** Kills it, if it lives. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}

package io.kindling.examples.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process of a {@link ProcessGroup}. */
public final class ChildProcess {

  /** Where standard output goes. */
  enum Output {
    LOG,
    LINES
  }

  private static final Duration GRACE = Duration.ofSeconds(8);

  private final String name;
  private final Process process;
  private final Path log;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static ChildProcess start(
      String name, JavaCommand command, Path log, Output output, Consumer<String> lines)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.commandLine());
    builder.environment().putAll(command.environment());
    builder.redirectError(log.toFile());
    if (output == Output.LOG) {
      builder.redirectErrorStream(true);
      builder.redirectOutput(log.toFile());
    }
    Process process = builder.start();
    if (output == Output.LINES) {
      Thread reader = new Thread(() -> readLines(process, lines), name + "-output");
      reader.setDaemon(true);
      reader.start();
    }
    return new ChildProcess(name, process, log);
  }

  private static void readLines(Process process, Consumer<String> lines) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = reader.readLine()) != null) {
        lines.accept(line);
      }
    } catch (IOException e) {
      // The process is gone, and its exit code tells why.
    }
  }

  public String name() {
    return name;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until the process ends by itself and gives its exit code. */
  public int await() throws InterruptedException {
    return process.waitFor();
  }

  /** The last lines of the log, for a message about a process that failed. */
  public String lastLines(int count) {
    try {
      List<String> all = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join("\n", all.subList(Math.max(0, all.size() - count), all.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** The file that holds the log. */
  public Path log() {
    return log;
  }

  /**
   * Asks the process to end, and ends it after some seconds; then its descendants, should any still
   * live. Returns when all are gone.
   */
  void stop() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroy();
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
      for (ProcessHandle descendant : descendants) {
        endWithin(descendant, GRACE);
      }
    } catch (InterruptedException e) {
      interrupted = true;
      process.destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Descendants were told by their parent to end; one that does not is ended. */
  private static void endWithin(ProcessHandle handle, Duration grace) throws InterruptedException {
    long deadline = System.nanoTime() + grace.toNanos();
    while (handle.isAlive() && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    handle.destroyForcibly();
  }
}

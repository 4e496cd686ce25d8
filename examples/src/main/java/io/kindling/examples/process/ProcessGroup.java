package io.kindling.examples.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Processes that end together. Closing stops them, the last started first, and so does the end of
 * this JVM. Safe for use by several threads.
 */
public final class ProcessGroup implements AutoCloseable {

  private final Path logFolder;
  private final Deque<ChildProcess> children = new ArrayDeque<>();
  private final Thread hook = new Thread(this::stopAll, "stop-processes");
  private boolean closed;

  /**
   * An empty group.
   *
   * @param logFolder where each process writes {@code <name>.log}; made when it is missing
   */
  public ProcessGroup(Path logFolder) throws IOException {
    this.logFolder = Files.createDirectories(logFolder);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Starts a process whose whole output goes to its log. */
  public ChildProcess start(String name, JavaCommand command) throws IOException {
    return start(name, command, ChildProcess.Output.LOG, line -> {});
  }

  /**
   * Starts a process whose standard output is handed over line by line, on a thread of its own; the
   * rest goes to its log.
   */
  public ChildProcess start(String name, JavaCommand command, Consumer<String> lines)
      throws IOException {
    return start(name, command, ChildProcess.Output.LINES, lines);
  }

  private synchronized ChildProcess start(
      String name, JavaCommand command, ChildProcess.Output output, Consumer<String> lines)
      throws IOException {
    if (closed) {
      throw new IOException("cannot start " + name + ": everything is being stopped");
    }
    ChildProcess child =
        ChildProcess.start(name, command, logFolder.resolve(name + ".log"), output, lines);
    children.push(child);
    return child;
  }

  @Override
  public void close() {
    stopAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is on its way out and runs the hook itself.
    }
  }

  private synchronized void stopAll() {
    closed = true;
    while (!children.isEmpty()) {
      children.pop().stop();
    }
  }
}

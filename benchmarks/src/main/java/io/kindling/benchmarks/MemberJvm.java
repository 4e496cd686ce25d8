package io.kindling.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A JVM with members of a cluster in it, as {@link MembershipTrial} sees it from outside. */
final class MemberJvm implements AutoCloseable {

  private final Process process;
  private final int members;
  private final Map<Integer, Seen> seen = new ConcurrentHashMap<>();
  private final List<String> lost = new ArrayList<>();

  private MemberJvm(Process process, int members) {
    this.process = process;
    this.members = members;
    Thread reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a JVM whose members enter the cluster all at once.
   *
   * @param registry host:port of the seed registry
   * @param members how many
   */
  static MemberJvm start(String registry, int members) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--add-opens"))
            .toList());
    command.addAll(
        List.of(
            "-Xmx" + (128 + 64 * members) + "m",
            "-XX:+UseSerialGC",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("java.class.path"),
            MemberProgram.class.getName(),
            registry,
            Integer.toString(members)));
    return new MemberJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
        members);
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        String[] words = line.split(" ", 4);
        if (words[0].equals(MemberProgram.TABLE)) {
          seen.put(
              Integer.parseInt(words[1]),
              new Seen(Integer.parseInt(words[2]), Long.parseLong(words[3])));
        } else {
          synchronized (lost) {
            lost.add(line);
          }
        }
      }
    } catch (IOException | UncheckedIOException gone) {
      // The JVM was killed.
      seen.clear();
    }
  }

  int members() {
    return members;
  }

  /**
   * When the last member of this JVM came to see a table of this size.
   *
   * @return nanoseconds of the machine's monotonic clock; 0 while one of them sees another size
   */
  long settled(int size) {
    if (seen.size() < members) {
      return 0;
    }
    long last = 0;
    for (Seen each : seen.values()) {
      if (each.size != size) {
        return 0;
      }
      last = Math.max(last, each.at);
    }
    return last;
  }

  /** What members said when they fell out. */
  List<String> lost() {
    synchronized (lost) {
      return List.copyOf(lost);
    }
  }

  /** Bytes of memory that the JVM has, heap and all; 0 where the system does not say. */
  long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }

  /** Lets the members leave in order; the JVM ends. */
  void leave() throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).close();
  }

  /** As {@code kill -<signal>} does. */
  void signal(String signal) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    if (status != 0) {
      throw new IOException("kill -" + signal + " ended with " + status);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private record Seen(int size, long at) {}
}

package io.kindling.hadoop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running {@link ReaderProgram}. One thread. */
final class ReaderJvm implements AutoCloseable {

  /**
   * What one order read.
   *
   * @param checksum CRC-32 of the content
   * @param requested bytes that were read
   * @param memory of these from the JVM's own store
   * @param peer of these from the other node
   * @param store of these from the under store
   */
  record Outcome(long checksum, long requested, long memory, long peer, long store) {}

  private final Process process;
  private final BufferedReader output;
  private final Writer input;

  private ReaderJvm(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  static ReaderJvm start(Map<String, String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(System.getProperty("kindling.jvm-flags", "").trim().split(" +")));
    command.addAll(List.of("-Xmx512m", "-XX:MaxDirectMemorySize=512m"));
    // It lives for seconds, on cores that it shares.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ReaderProgram.class.getName());
    options.forEach((key, value) -> command.add(key + "=" + value));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ReaderJvm reader = new ReaderJvm(process);
    reader.expect("ready");
    return reader;
  }

  /** Gives an order without waiting for its end. */
  void say(String order) throws IOException {
    input.write(order + "\n");
    input.flush();
  }

  /** Waits for the end of an order. */
  Outcome outcome() throws IOException {
    String[] words = expect("read ").split(" ", -1);
    return new Outcome(
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]),
        Long.parseLong(words[5]));
  }

  /** Gives an order of {@link StatusOrders} and waits for its answer. */
  String does(String order) throws IOException {
    say(order);
    return answer();
  }

  /** Waits for the answer to such an order. */
  String answer() throws IOException {
    return expect("did ").substring("did ".length());
  }

  private String expect(String begin) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(begin)) {
        return line;
      }
    }
    throw new IOException("a reader's JVM ended; its error output says why");
  }

  @Override
  public void close() throws IOException {
    input.close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("a reader's JVM did not end with its input");
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

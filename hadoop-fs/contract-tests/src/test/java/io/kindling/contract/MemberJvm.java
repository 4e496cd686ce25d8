package io.kindling.contract;

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

/** A running {@link MemberProgram}. One thread. */
final class MemberJvm implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private final Writer input;

  private MemberJvm(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts one.
   *
   * @param kind {@code node} or {@code client}
   */
  static MemberJvm start(String kind, Map<String, String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(System.getProperty("kindling.jvm-flags", "").trim().split(" +")));
    command.addAll(List.of("-Xmx512m", "-XX:MaxDirectMemorySize=768m"));
    // It lives for seconds, on cores that it shares.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(MemberProgram.class.getName(), kind));
    options.forEach((key, value) -> command.add(key + "=" + value));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    MemberJvm member = new MemberJvm(process);
    member.expect("ready");
    return member;
  }

  /** Opens and reads a file there and answers its length in bytes. */
  long read(String path) throws IOException {
    input.write(path + "\n");
    input.flush();
    return Long.parseLong(expect("read ").substring("read ".length()));
  }

  private String expect(String begin) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(begin)) {
        return line;
      }
    }
    throw new IOException("a member's JVM ended; its error output says why");
  }

  @Override
  public void close() throws IOException {
    input.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("a member's JVM did not end with its input");
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

package io.kindling.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A JVM with a {@link SoakMember} in it, as {@link Soak} sees it. Safe for any thread. */
final class SoakJvm implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration END_LIMIT = Duration.ofMinutes(2);

  private final Process process;
  private final Thread reader;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final List<Double> seconds = new ArrayList<>();
  private final List<Vitals> samples = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  private SoakJvm(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a JVM and waits until its member is in the cluster.
   *
   * @param kind {@code node} or {@code client}
   * @param pause seconds between samples
   */
  static SoakJvm start(String kind, int files, int pause, Map<String, String> options, Path folder)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--add-opens"))
            .toList());
    command.addAll(
        List.of(
            // A heap that is there from the start, so that it is no part of what grows.
            "-Xms160m",
            "-Xmx160m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=256m",
            "-Djava.io.tmpdir=" + folder,
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-cp",
            System.getProperty("java.class.path"),
            SoakMember.class.getName(),
            kind,
            Integer.toString(files),
            Integer.toString(pause)));
    options.forEach((key, value) -> command.add(key + "=" + value));
    SoakJvm jvm =
        new SoakJvm(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    if (!jvm.ready.await(START_LIMIT.toSeconds(), TimeUnit.SECONDS) || !jvm.process.isAlive()) {
      jvm.close();
      throw new IOException("a " + kind + " of the soak did not start");
    }
    return jvm;
  }

  private void read() {
    long start = System.nanoTime();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (samples) {
          if (line.startsWith(SoakMember.SAMPLE)) {
            seconds.add((System.nanoTime() - start) / 1e9);
            samples.add(Vitals.parse(line.substring(SoakMember.SAMPLE.length())));
          } else if (line.startsWith(SoakMember.WRONG)) {
            wrong.add(line.substring(SoakMember.WRONG.length()));
          }
        }
        if (line.startsWith(SoakMember.READY)) {
          ready.countDown();
        }
      }
    } catch (IOException | UncheckedIOException killed) {
      // Its samples are all that is wanted of it.
      ready.countDown();
    }
    ready.countDown();
  }

  /** How a quantity went, without the first part of the time, in which everything grows. */
  Trend trend(Vitals.Quantity quantity, double warmUp) {
    synchronized (samples) {
      int from = (int) (samples.size() * warmUp);
      List<Double> figures =
          samples.subList(from, samples.size()).stream()
              .map(sample -> sample.of(quantity))
              .toList();
      return Trend.of(seconds.subList(from, seconds.size()), figures);
    }
  }

  /** The last sample; null before the first. */
  @Nullable Vitals last() {
    synchronized (samples) {
      return samples.isEmpty() ? null : samples.get(samples.size() - 1);
    }
  }

  int sampleCount() {
    synchronized (samples) {
      return samples.size();
    }
  }

  /** What went wrong in the member. */
  List<String> wrong() {
    synchronized (samples) {
      return List.copyOf(wrong);
    }
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    reader.join(END_LIMIT.toMillis());
  }

  /** Lets the member leave in order, and waits for it. */
  void stop() throws IOException, InterruptedException {
    process.outputWriter(StandardCharsets.UTF_8).append('q').flush();
    boolean ended = process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
    reader.join(END_LIMIT.toMillis());
    if (!ended || process.exitValue() != 0) {
      synchronized (samples) {
        wrong.add("the JVM did not end in order");
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

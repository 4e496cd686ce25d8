package io.kindling.benchmarks;

import java.io.IOException;
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

  private final ChildJvm jvm;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final long start = System.nanoTime();
  private final List<Double> seconds = new ArrayList<>();
  private final List<Vitals> samples = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  private SoakJvm(ChildJvm.Program program) throws IOException {
    this.jvm =
        ChildJvm.start(
            program,
            new ChildJvm.Listener() {
              @Override
              public void said(String line) {
                read(line);
              }

              @Override
              public void ended() {
                ready.countDown();
              }
            });
  }

  /**
   * Starts a JVM and waits until its member is in the cluster.
   *
   * @param kind {@code node} or {@code client}
   * @param pause seconds between samples
   */
  static SoakJvm start(String kind, int files, int pause, Map<String, String> options, Path folder)
      throws IOException, InterruptedException {
    List<String> flags =
        List.of(
            // A heap that is there from the start, so that it is no part of what grows.
            "-Xms160m",
            "-Xmx160m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=256m",
            "-Djava.io.tmpdir=" + folder);
    List<String> arguments =
        new ArrayList<>(List.of(kind, Integer.toString(files), Integer.toString(pause)));
    options.forEach((key, value) -> arguments.add(key + "=" + value));
    SoakJvm soak = new SoakJvm(ChildJvm.Program.of(SoakMember.class, flags, arguments));
    if (!soak.ready.await(START_LIMIT.toSeconds(), TimeUnit.SECONDS) || !soak.jvm.isAlive()) {
      soak.close();
      throw new IOException("a " + kind + " of the soak did not start");
    }
    return soak;
  }

  private void read(String line) {
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
    jvm.close();
    boolean ignored = jvm.awaitEnd(END_LIMIT);
  }

  /** Lets the member leave in order, and waits for it. */
  void stop() throws IOException, InterruptedException {
    jvm.say("q");
    if (!jvm.awaitEnd(END_LIMIT)) {
      synchronized (samples) {
        wrong.add("the JVM did not end in order");
      }
    }
  }

  @Override
  public void close() {
    jvm.close();
  }
}

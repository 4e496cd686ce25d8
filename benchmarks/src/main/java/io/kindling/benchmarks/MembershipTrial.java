package io.kindling.benchmarks;

import io.kindling.cache.cluster.RegistryServer;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the membership of a cluster takes to settle: the time from a cause until the last living
 * member sees the table that must follow from it. Several members share a JVM, so that a small
 * machine holds many.
 */
final class MembershipTrial implements Benchmark {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Override
  public String name() {
    return "membership";
  }

  @Override
  public String description() {
    return "Seconds until a cluster has settled after joins, leaves, kills and a frozen member.";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    List<Row> rows = new ArrayList<>();
    if (scale.effort() == Scale.Effort.FULL) {
      rows.addAll(new Run(2, 5).rows());
    }
    rows.addAll(new Run(scale.choose(5, 2), scale.choose(10, 2)).rows());
    return rows;
  }

  /** One cluster of so many JVMs with so many members each. */
  private static final class Run {

    private final int jvms;
    private final int members;
    private final List<Row> rows = new ArrayList<>();
    private final List<MemberJvm> living = new ArrayList<>();
    private final List<MemberJvm> all = new ArrayList<>();

    Run(int jvms, int members) {
      this.jvms = jvms;
      this.members = members;
    }

    List<Row> rows() throws IOException, InterruptedException {
      try (RegistryServer registry =
          RegistryServer.start(
              MemberProgram.HOST, 0, MemberProgram.ACCESS, PATIENCE, new Metrics())) {
        measure(registry.endpoint().toString());
        return rows;
      } finally {
        all.forEach(MemberJvm::close);
      }
    }

    private void measure(String registry) throws IOException, InterruptedException {
      long begin = System.nanoTime();
      for (int jvm = 0; jvm < jvms; jvm++) {
        start(registry, members);
      }
      row("all enter at once, new JVMs", settled(begin));
      row("memory of a JVM, for each member", "MiB", memory());

      begin = System.nanoTime();
      MemberJvm single = start(registry, 1);
      row("one enters, a new JVM", settled(begin));

      begin = System.nanoTime();
      single.leave();
      living.remove(single);
      row("one leaves in order", settled(begin));

      single = start(registry, 1);
      settled(System.nanoTime());
      begin = System.nanoTime();
      kill(single);
      row("one is killed", settled(begin));

      single = start(registry, 1);
      settled(System.nanoTime());
      single.signal("STOP");
      Thread.sleep(2_000);
      single.signal("CONT");
      Thread.sleep(3_000);
      row("put out after a silence of 2 s", "members", lost());

      begin = System.nanoTime();
      single.signal("STOP");
      living.remove(single);
      row("one freezes", settled(begin));
      single.close();

      begin = System.nanoTime();
      kill(living.get(living.size() - 1));
      row("a JVM with all its members is killed", settled(begin));
      row("other members that fell out", "members", lost());
    }

    private MemberJvm start(String registry, int count) throws IOException {
      MemberJvm jvm = MemberJvm.start(registry, count);
      all.add(jvm);
      living.add(jvm);
      return jvm;
    }

    private void kill(MemberJvm jvm) throws IOException, InterruptedException {
      living.remove(jvm);
      jvm.signal("KILL");
    }

    /** Seconds from {@code begin} until all who live see each other and nobody else. */
    private double settled(long begin) throws IOException, InterruptedException {
      int size = living.stream().mapToInt(MemberJvm::members).sum();
      while (System.nanoTime() - begin < LIMIT.toNanos()) {
        long last = 0;
        boolean settled = true;
        for (MemberJvm jvm : living) {
          long at = jvm.settled(size);
          settled &= at != 0;
          last = Math.max(last, at);
        }
        if (settled) {
          return Math.max(0, last - begin) / 1e9;
        }
        Thread.sleep(5);
      }
      throw new IOException(
          "%d members did not settle within %d s; fell out: %s"
              .formatted(
                  size,
                  LIMIT.toSeconds(),
                  living.stream().flatMap(jvm -> jvm.lost().stream()).toList()));
    }

    private double memory() throws IOException {
      long bytes = 0;
      for (MemberJvm jvm : living) {
        bytes += jvm.residentBytes();
      }
      return bytes / (double) (1 << 20) / (jvms * members);
    }

    private double lost() {
      return living.stream().mapToInt(jvm -> jvm.lost().size()).sum();
    }

    private void row(String what, double seconds) {
      row(what, "s", seconds);
    }

    private void row(String what, String unit, double value) {
      String name = "%d members: %s".formatted(jvms * members, what);
      System.err.printf("%s: %.2f %s%n", name, value, unit);
      rows.add(new Row(name, unit, value, null, null, null));
    }
  }
}

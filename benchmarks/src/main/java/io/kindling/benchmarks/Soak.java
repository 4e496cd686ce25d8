package io.kindling.benchmarks;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.node.ClusterHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Hours in small: storage nodes and a client read at random through both tiers of all nodes, while
 * some nodes are killed, stopped and started again. Those that stay must not take more and more of
 * anything, every byte must be right, and no read may fail.
 */
final class Soak implements Benchmark {

  private static final String HOST = "127.0.0.1";
  private static final int STEADY = 2;
  private static final int CHURNED = 2;
  private static final int MOST_TRIES = 3;

  /** 1.5 GiB, against 256 MiB in the memory and 768 MiB on the disks of all nodes. */
  private static final int FILES = 192;

  /** The part of the time in which whatever grows is left out. */
  private static final double WARM_UP = 0.4;

  /** Growth over the rest of the time that is allowed beside the slack of the quantity. */
  private static final double LIMIT = 0.1;

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public String description() {
    return "reads, evictions and killed nodes for 20 minutes: is everything flat and right?";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    Path folder = Files.createTempDirectory(scale.folder(), "soak");
    List<SoakJvm> steady = new ArrayList<>();
    List<SoakJvm> churned = new ArrayList<>();
    List<SoakJvm> gone = new ArrayList<>();
    try (ClusterHost host = ClusterHost.start(HOST, options(folder), "soak")) {
      int pause = (int) Math.max(1, Math.min(10, scale.time().toSeconds() / 60));
      for (int i = 0; i < STEADY; i++) {
        steady.add(SoakJvm.start("node", FILES, pause, host.invitation(), folder));
      }
      for (int i = 0; i < CHURNED; i++) {
        churned.add(SoakJvm.start("node", FILES, pause, host.invitation(), folder));
      }
      steady.add(SoakJvm.start("client", FILES, pause, host.invitation(), folder));
      long end = System.nanoTime() + scale.time().toNanos();
      long between = Math.min(30_000, scale.time().toMillis() / 4);
      int kills = 0;
      int stops = 0;
      int failures = 0;
      for (int turn = 0; System.nanoTime() - end < 0; turn++) {
        Thread.sleep(Math.max(1, Math.min(between, (end - System.nanoTime()) / 1_000_000)));
        if (System.nanoTime() - end < 0) {
          SoakJvm leaving = churned.remove(0);
          gone.add(leaving);
          if (turn % 3 == 2) {
            leaving.stop();
            stops++;
          } else {
            leaving.kill();
            kills++;
          }
          failures += startAgain(churned, pause, host.invitation(), folder);
          System.err.printf("%d kills, %d stops%n", kills, stops);
        }
      }
      List<SoakJvm> all = new ArrayList<>(steady);
      all.addAll(churned);
      // The client first: it reads from the others.
      for (int i = all.size() - 1; i >= 0; i--) {
        all.get(i).stop();
      }
      all.addAll(gone);
      List<Row> rows = report(steady, all, kills, stops);
      rows.add(new Row("starts that failed at first", "starts", failures, null, null, null));
      return rows;
    } finally {
      steady.forEach(SoakJvm::close);
      churned.forEach(SoakJvm::close);
      delete(folder);
    }
  }

  /**
   * Starts a node in the place of one that went, as whoever supervises it would.
   *
   * @return how often it was tried in vain, on a machine that was too busy for the cluster
   */
  private static int startAgain(
      List<SoakJvm> nodes, int pause, Map<String, String> options, Path folder)
      throws IOException, InterruptedException {
    for (int tries = 0; ; tries++) {
      try {
        nodes.add(SoakJvm.start("node", FILES, pause, options, folder));
        return tries;
      } catch (IOException failed) {
        if (tries == MOST_TRIES) {
          throw failed;
        }
        System.err.println("a start failed and is tried again: " + failed.getMessage());
      }
    }
  }

  private static Map<String, String> options(Path folder) {
    Map<String, String> options = new HashMap<>();
    options.put(CacheOptions.BLOCK_SIZE.key(), "1m");
    options.put(CacheOptions.GROUP_SIZE.key(), "8m");
    options.put(CacheOptions.MEMORY_SIZE.key(), "64m");
    options.put(
        CacheOptions.DISK_DIRS.key(), folder.resolve("disk-a") + "," + folder.resolve("disk-b"));
    options.put(CacheOptions.DISK_SIZE.key(), "192m");
    options.put(CacheOptions.DISK_FREE.key(), "1g");
    return options;
  }

  private static List<Row> report(List<SoakJvm> steady, List<SoakJvm> all, int kills, int stops) {
    List<Row> rows = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < steady.size(); i++) {
      String who = i < STEADY ? "node " + i : "client";
      for (Vitals.Quantity quantity : Vitals.Quantity.values()) {
        if (quantity.mustBeFlat()) {
          Trend trend = steady.get(i).trend(quantity, WARM_UP);
          double ratio = trend.mean() == 0 ? 0 : trend.growth() / trend.mean();
          String name =
              "growth of %s of %s".formatted(quantity.name().toLowerCase(Locale.ROOT), who);
          rows.add(new Row(name, quantity.unit(), trend.growth(), trend.mean(), ratio, LIMIT));
          if (trend.growth() > LIMIT * trend.mean() + quantity.slack()) {
            problems.add("%s: %.1f over %.1f".formatted(name, trend.growth(), trend.mean()));
          }
        }
      }
    }
    rows.add(new Row("nodes killed", "nodes", kills, null, null, null));
    rows.add(new Row("nodes stopped in order", "nodes", stops, null, null, null));
    for (Vitals.Quantity quantity : Vitals.Quantity.values()) {
      if (!quantity.mustBeFlat()) {
        double sum = sum(all, quantity);
        rows.add(
            new Row(
                "all JVMs: " + quantity.name().toLowerCase(Locale.ROOT),
                quantity.unit(),
                sum,
                null,
                null,
                null));
      }
    }
    all.forEach(jvm -> problems.addAll(jvm.wrong()));
    for (Vitals.Quantity never :
        List.of(Vitals.Quantity.CHECKSUM_FAILURES, Vitals.Quantity.DISK_FAILURES)) {
      if (sum(all, never) > 0) {
        problems.add(never + " in the counters");
      }
    }
    for (Vitals.Quantity wanted :
        List.of(
            Vitals.Quantity.EVICTED,
            Vitals.Quantity.PROMOTED,
            Vitals.Quantity.DISK_HITS,
            Vitals.Quantity.ADOPTED)) {
      if (sum(all, wanted) == 0) {
        problems.add("no " + wanted + ", so the soak did not do its work");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(String.join("; ", problems) + "; rows: " + rows);
    }
    return rows;
  }

  private static double sum(List<SoakJvm> all, Vitals.Quantity quantity) {
    double sum = 0;
    for (SoakJvm jvm : all) {
      Vitals last = jvm.last();
      sum += last == null ? 0 : last.of(quantity);
    }
    return sum;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.forEach(file -> files.add(0, file));
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}

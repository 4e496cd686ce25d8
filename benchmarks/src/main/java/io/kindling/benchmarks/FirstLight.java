package io.kindling.benchmarks;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Warm reads through {@code cache://} from this JVM's memory and from a peer's, against the same
 * work through {@code file://} out of the page cache and through a bare in-memory file system,
 * which is what the API itself allows.
 */
final class FirstLight implements Benchmark {

  private static final int BIG = 128 << 20;
  private static final int SMALL = 110 * 1000;

  @Override
  public String name() {
    return "first-light";
  }

  @Override
  public String description() {
    return "warm sequential and small-file reads through cache:// against file://";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    FileSet big = new FileSet(scale.folder().resolve("big"), scale.choose(18, 2), BIG).prepare();
    FileSet small =
        new FileSet(scale.folder().resolve("small"), scale.choose(20_000, 500), SMALL).prepare();
    int rounds = scale.choose(7, 2);
    List<Row> rows = new ArrayList<>();
    try (PeerNode peer = PeerNode.start("3g");
        FileSystem own = cache(scale, Map.of("fs.cache.memory.size", "3g"));
        FileSystem remote = cache(scale, peer.clientOptions());
        FileSystem local = FileSystem.newInstance(URI.create("file:///"), new Configuration());
        MemoryFileSystem limit = new MemoryFileSystem()) {
      Stores stores = new Stores(local, own, remote, limit);
      rows.addAll(
          stores.measure(
              big,
              rounds,
              (store, files) -> Readers.sequential(store, files) / 1e9,
              new Labels("sequential 128 MB files", "sequential", "GB/s")));
      rows.addAll(
          stores.measure(
              small,
              rounds,
              (store, files) -> Readers.whole(store, files, SMALL) / (double) SMALL,
              new Labels("open + read 110 KB files", "open + read", "files/s")));
    }
    return rows;
  }

  /** Reads all files and says how much of the rate's unit that was. */
  @FunctionalInterface
  private interface Reading {
    double of(FileSystem store, List<Path> files) throws Exception;
  }

  /** What the rows of a measurement are called. */
  private record Labels(String full, String brief, String unit) {}

  /** The ways to the same files. */
  private record Stores(
      FileSystem local, FileSystem own, FileSystem remote, MemoryFileSystem limit) {

    List<Row> measure(FileSet set, int rounds, Reading reading, Labels labels) throws Exception {
      limit.load(set);
      List<Path> cached = paths("cache:///data/" + set.folder().getFileName() + "/", set);
      List<Path> plain = paths("file:", set);
      List<Path> bare = paths("memory:", set);
      System.err.printf("%s, %d MiB ", labels.brief(), set.bytes() >> 20);
      Rounds measured =
          new Rounds()
              .add("file", () -> reading.of(local, plain))
              .add("own", () -> reading.of(own, cached))
              .add("peer", () -> reading.of(remote, cached))
              .add("limit", () -> reading.of(limit, bare));
      measured.warm(2);
      MetricsSnapshot before = KindlingProcess.metrics();
      measured.run(rounds);
      check(before, set.bytes(), rounds);
      String unit = labels.unit();
      return List.of(
          measured.row("own", labels.full() + ", own memory / file://", unit, 1.0),
          measured.row("peer", labels.full() + ", peer / file://", unit, null),
          measured.row("limit", labels.brief() + ", bare memory / file:// (limit)", unit, null));
    }
  }

  /** Every byte that was counted must have come from memory or from the peer. */
  private static void check(MetricsSnapshot before, long bytes, int rounds) {
    MetricsSnapshot counts = KindlingProcess.metrics().minus(before);
    expect(counts, Metric.MEMORY_BYTES, bytes * rounds);
    expect(counts, Metric.PEER_BYTES, bytes * rounds);
    expect(counts, Metric.UNDER_STORE_BYTES, 0);
  }

  private static void expect(MetricsSnapshot counts, Metric metric, long bytes) {
    if (counts.get(metric) != bytes) {
      throw new IllegalStateException(
          "%s is %d where %d were expected: this run did not measure what it says (%s)"
              .formatted(metric, counts.get(metric), bytes, counts));
    }
  }

  private static FileSystem cache(Scale scale, Map<String, String> options) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("fs.cache.impl", "io.kindling.hadoop.CachingFileSystem");
    configuration.set("fs.cache.mount.data", scale.folder().toAbsolutePath().toUri().toString());
    configuration.set("fs.cache.faults", "strict");
    options.forEach(configuration::set);
    return FileSystem.newInstance(URI.create("cache:///"), configuration);
  }

  private static List<Path> paths(String prefix, FileSet set) {
    String folder =
        prefix.startsWith("cache:") ? prefix : prefix + set.folder().toAbsolutePath() + "/";
    return set.names().stream().map(name -> new Path(folder + name)).toList();
  }
}

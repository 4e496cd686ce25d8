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
      limit.load(big);
      sequential(rows, big, rounds, local, own, remote, limit);
      limit.load(small);
      small(rows, small, rounds, local, own, remote, limit);
    }
    return rows;
  }

  private static void sequential(
      List<Row> rows,
      FileSet set,
      int rounds,
      FileSystem local,
      FileSystem own,
      FileSystem remote,
      MemoryFileSystem limit)
      throws Exception {
    List<Path> cached = paths("cache:///data/big/", set);
    System.err.print("sequential " + (set.bytes() >> 20) + " MiB ");
    Rounds measured =
        new Rounds()
            .add("file", () -> gigabytes(Readers.sequential(local, paths("file:", set))))
            .add("own", () -> gigabytes(Readers.sequential(own, cached)))
            .add("peer", () -> gigabytes(Readers.sequential(remote, cached)))
            .add("limit", () -> gigabytes(Readers.sequential(limit, paths("memory:", set))));
    measured.warm(2);
    MetricsSnapshot before = KindlingProcess.metrics();
    measured.run(rounds);
    check(before, set.bytes(), rounds);
    rows.add(measured.row("own", "sequential 128 MB files, own memory / file://", "GB/s", 1.0));
    rows.add(measured.row("peer", "sequential 128 MB files, peer / file://", "GB/s", null));
    rows.add(measured.row("limit", "sequential, bare memory / file:// (limit)", "GB/s", null));
  }

  private static void small(
      List<Row> rows,
      FileSet set,
      int rounds,
      FileSystem local,
      FileSystem own,
      FileSystem remote,
      MemoryFileSystem limit)
      throws Exception {
    List<Path> cached = paths("cache:///data/small/", set);
    List<Path> plain = paths("file:", set);
    List<Path> bare = paths("memory:", set);
    int size = set.size();
    System.err.print("small files " + set.count() + " ");
    Rounds measured =
        new Rounds()
            .add("file", () -> Readers.whole(local, plain, size) / (double) size)
            .add("own", () -> Readers.whole(own, cached, size) / (double) size)
            .add("peer", () -> Readers.whole(remote, cached, size) / (double) size)
            .add("limit", () -> Readers.whole(limit, bare, size) / (double) size);
    measured.warm(2);
    MetricsSnapshot before = KindlingProcess.metrics();
    measured.run(rounds);
    check(before, set.bytes(), rounds);
    rows.add(measured.row("own", "open + read 110 KB files, own memory / file://", "files/s", 1.0));
    rows.add(measured.row("peer", "open + read 110 KB files, peer / file://", "files/s", null));
    rows.add(measured.row("limit", "open + read, bare memory / file:// (limit)", "files/s", null));
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

  private static double gigabytes(long bytes) {
    return bytes / 1e9;
  }
}

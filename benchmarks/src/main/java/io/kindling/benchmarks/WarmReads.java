package io.kindling.benchmarks;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The warm rows of {@link ReadTrial}. */
final class WarmReads {

  private static final int PIECE = 64 << 10;

  private final Scale scale;
  private final Map<String, FileSystem> ways = new LinkedHashMap<>();
  private final MemoryFileSystem limit;
  private final LongSupplier otherCpu;

  private WarmReads(Scale scale, MemoryFileSystem limit, LongSupplier otherCpu) {
    this.scale = scale;
    this.limit = limit;
    this.otherCpu = otherCpu;
  }

  /**
   * A row to be.
   *
   * @param way which file system
   * @param label what the row's name ends with
   * @param targets ratios that are promised for sequential reads, small files and positioned reads
   */
  private record Asked(String way, String label, List<Double> targets) {}

  static List<Row> fromMemory(Scale scale, FileSet big, FileSet small) throws Exception {
    if (!wantsSome(scale, "warm")) {
      return List.of();
    }
    try (PeerNode peer = PeerNode.start("3g");
        FileSystem own = cache(scale, Map.of(CacheOptions.MEMORY_SIZE.key(), "3g"));
        FileSystem remote = cache(scale, peer.clientOptions());
        FileSystem local = local();
        MemoryFileSystem limit = new MemoryFileSystem()) {
      WarmReads reads = new WarmReads(scale, limit, peer::cpuNanos);
      reads.ways.put("file", local);
      reads.ways.put("own", own);
      reads.ways.put("peer", remote);
      reads.ways.put("limit", limit);
      return reads.measure(
          "warm",
          big,
          small,
          new Check(List.of(Metric.MEMORY_BYTES, Metric.PEER_BYTES)),
          new Asked("own", "own memory", List.of(2.0, 4.0, 5.0)),
          new Asked("peer", "memory of another process", List.of(0.5, 0.7, 0.7)),
          new Asked("limit", "bare file system over direct buffers (ceiling)", List.of()));
    }
  }

  static List<Row> fromDisk(Scale scale, FileSet big, FileSet small) throws Exception {
    if (!wantsSome(scale, "disk")) {
      return List.of();
    }
    java.nio.file.Path disk = scale.folder().resolve("disk-tier");
    delete(disk);
    Map<String, String> options =
        Map.of(
            CacheOptions.MEMORY_SIZE.key(),
            scale.choose(64, 16) + "m",
            CacheOptions.DISK_DIRS.key(),
            disk.toAbsolutePath().toString(),
            CacheOptions.DISK_SIZE.key(),
            "6g",
            CacheOptions.DISK_FREE.key(),
            "1g",
            CacheOptions.CLUSTER_SECRET.key(),
            UUID.randomUUID().toString());
    var node =
        KindlingProcess.startNode(
            new NodePlace("127.0.0.1", "", System.getProperty("user.name")),
            Settings.read(CacheOptions.ALL, options::get));
    System.err.println("a disk tier in " + disk + " of node " + node.info());
    try (FileSystem own = cache(scale, Map.of());
        FileSystem local = local();
        MemoryFileSystem limit = new MemoryFileSystem()) {
      WarmReads reads = new WarmReads(scale, limit, () -> 0);
      reads.ways.put("file", local);
      reads.ways.put("disk", own);
      if (scale.wants("disk sequential") || scale.wants("disk positioned")) {
        fill(own, big);
      }
      if (scale.wants("disk small")) {
        fill(own, small);
      }
      return reads.measure(
          "disk",
          big,
          small,
          new Check(List.of(Metric.DISK_BYTES)),
          new Asked("disk", "disk tier", List.of(1.0, 1.0, 1.0)));
    } finally {
      KindlingProcess.stopNode();
      delete(disk);
    }
  }

  /**
   * Reads a set until the disk has it all: blocks that leave memory faster than it writes are lost.
   */
  private static void fill(FileSystem own, FileSet set) throws Exception {
    for (int scan = 0; scan < 100; scan++) {
      MetricsSnapshot before = KindlingProcess.metrics();
      Readers.sequential(own::open, paths("disk", set), 1 << 20);
      if (KindlingProcess.metrics().minus(before).get(Metric.UNDER_STORE_BYTES) == 0) {
        return;
      }
    }
    throw new IllegalStateException("the disk tier does not hold " + set + " after 100 scans");
  }

  private static boolean wantsSome(Scale scale, String where) {
    return scale.wants(where + " sequential")
        || scale.wants(where + " positioned")
        || scale.wants(where + " small");
  }

  private List<Row> measure(String where, FileSet big, FileSet small, Check check, Asked... asked)
      throws Exception {
    List<Row> rows = new ArrayList<>();
    if (scale.wants(where + " sequential")) {
      load(big);
      rows.addAll(sequential(big, 1 << 20, check, asked));
      rows.addAll(sequential(big, 128 << 10, check, asked));
    }
    if (scale.wants(where + " positioned")) {
      load(big);
      rows.addAll(positioned(big, check, asked));
    }
    if (scale.wants(where + " small")) {
      load(small);
      rows.addAll(small(small, check, asked));
    }
    return rows;
  }

  private void load(FileSet set) throws IOException {
    if (ways.containsValue(limit)) {
      limit.load(set);
    }
  }

  private List<Row> sequential(FileSet set, int piece, Check check, Asked... asked)
      throws Exception {
    Rounds rounds = rounds(set.bytes());
    ways.forEach(
        (way, store) ->
            rounds.add(way, () -> Readers.sequential(store::open, paths(way, set), piece) / 1e9));
    String label = "sequential, requests of %d KiB".formatted(piece >> 10);
    run(rounds, label, check, set.bytes());
    return rows(rounds, label, "GB/s", 0, asked);
  }

  private List<Row> positioned(FileSet set, Check check, Asked... asked) throws Exception {
    int reads = scale.choose(50_000, 5_000);
    Rounds rounds = rounds(2L * reads * PIECE);
    ways.forEach(
        (way, store) ->
            rounds.add(
                way,
                () -> Readers.positioned(store::open, paths(way, set), set.size(), PIECE, reads)));
    run(rounds, "positioned, 64 KiB", check, 2L * reads * PIECE);
    return rows(rounds, "positioned, 64 KiB", "reads/s", 2, asked);
  }

  private List<Row> small(FileSet set, Check check, Asked... asked) throws Exception {
    Rounds rounds = rounds(set.bytes());
    ways.forEach(
        (way, store) ->
            rounds.add(
                way,
                () ->
                    Readers.whole(store::open, paths(way, set), set.size()) / (double) set.size()));
    run(rounds, "open + read 110 KB", check, set.bytes());
    return rows(rounds, "open + read 110 KB", "files/s", 1, asked);
  }

  private Rounds rounds(long bytes) {
    return new Rounds().withCpu(bytes, otherCpu);
  }

  private void run(Rounds rounds, String label, Check check, long bytes) throws Exception {
    System.err.print("warm " + label + " ");
    rounds.warm(2);
    MetricsSnapshot before = KindlingProcess.metrics();
    int count = scale.choose(7, 2);
    rounds.run(count);
    check.counted(KindlingProcess.metrics().minus(before), bytes * count);
  }

  private static List<Row> rows(
      Rounds rounds, String label, String unit, int target, Asked... asked) {
    List<Row> rows = new ArrayList<>();
    rows.add(rounds.row("file", "warm " + label + ", file://", unit, null));
    for (Asked each : asked) {
      rows.add(
          rounds.row(
              each.way(),
              "warm " + label + ", " + each.label(),
              unit,
              each.targets().isEmpty() ? null : each.targets().get(target)));
    }
    return rows;
  }

  /** Nearly all bytes must have come from where the rows say; the disk tier promotes some. */
  private record Check(List<Metric> sources) {
    void counted(MetricsSnapshot counts, long bytes) {
      for (Metric source : sources) {
        long least = source == Metric.DISK_BYTES ? bytes * 7 / 10 : bytes;
        if (counts.get(source) < least || counts.get(Metric.UNDER_STORE_BYTES) > 0) {
          throw new IllegalStateException(
              "%s is %d where %d were expected: this run did not measure what it says (%s)"
                  .formatted(source, counts.get(source), bytes, counts));
        }
      }
    }
  }

  private static FileSystem local() throws IOException {
    return FileSystem.newInstance(URI.create("file:///"), new Configuration());
  }

  private static FileSystem cache(Scale scale, Map<String, String> options) throws IOException {
    Configuration configuration = ReadTrial.cache(options);
    configuration.set("fs.cache.mount.data", scale.folder().toAbsolutePath().toUri().toString());
    return FileSystem.newInstance(URI.create("cache:///"), configuration);
  }

  private static List<Path> paths(String way, FileSet set) {
    String folder = set.folder().toAbsolutePath() + "/";
    String prefix =
        switch (way) {
          case "file" -> "file:" + folder;
          case "limit" -> "memory:" + folder;
          default -> "cache:///data/" + set.folder().getFileName() + "/";
        };
    return set.names().stream().map(name -> new Path(prefix + name)).toList();
  }

  private static void delete(java.nio.file.Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<java.nio.file.Path> all = Files.walk(folder)) {
      for (java.nio.file.Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}

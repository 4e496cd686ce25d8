package io.kindling.benchmarks;

import io.kindling.s3.EmbeddedS3Process;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The cold rows of {@link ReadTrial}. The files lie in one bucket, which has many names: to the
 * cache each is a bucket of its own, so that every round finds it empty.
 */
final class ColdReads implements AutoCloseable {

  private static final String BUCKET = "set";
  private static final List<String> STREAMS = List.of("classic", "prefetch", "analytics");

  /** The classic stream of a file whose status is known. */
  private static final String OPEN_FILE = "openFile";

  private static final String ANALYTICS = "fs.s3a.analytics.accelerator.physicalio.";

  /** Requests that the bare client has in flight, of how many bytes. */
  private static final int CONNECTIONS = 16;

  private static final long RANGE = 8 << 20;

  /** Mean time to the first byte and the time of the bytes of one small file, in seconds. */
  private static final double SMALL_FILE = 0.0175 + ReadTrial.SMALL / 100e6;

  private final Scale scale;
  private final String where;
  private final EmbeddedS3Process server;
  private final List<FileSystem> open = new ArrayList<>();
  private int names;

  private ColdReads(Scale scale, String where, String... throttle) throws IOException {
    this.scale = scale;
    this.where = where;
    this.server = EmbeddedS3Process.start(root(scale), BUCKET, throttle);
  }

  static List<Row> measure(Scale scale, FileSet big, FileSet small) throws Exception {
    List<Row> rows = new ArrayList<>();
    FileSet few = new FileSet(small.folder(), scale.choose(600, 100), small.size());
    String[] sameRegion = {
      "--first-byte-delay", "15ms-20ms", "--connection-rate", "100m", "--total-rate", "1200m"
    };
    for (String where : List.of("loopback", "far")) {
      boolean sequential = scale.wants(where + " sequential");
      boolean whole = scale.wants(where + " small");
      if (!sequential && !whole) {
        continue;
      }
      boolean far = where.equals("far");
      try (ColdReads near = new ColdReads(scale, "near")) {
        near.upload(big);
        near.upload(few);
      }
      try (ColdReads reads = new ColdReads(scale, where, far ? sameRegion : new String[0])) {
        if (sequential) {
          rows.addAll(reads.sequential(big, far ? 4.0 : null, far ? 1.5 : null));
        }
        if (whole) {
          rows.addAll(reads.small(few, far));
        }
      }
    }
    return rows;
  }

  private static java.nio.file.Path root(Scale scale) throws IOException {
    return Files.createDirectories(scale.folder().resolve("s3")).toAbsolutePath();
  }

  private void upload(FileSet set) throws IOException {
    FileSystem store = s3a("classic");
    Path folder = new Path("s3a://" + BUCKET + "/" + set.folder().getFileName());
    if (store.exists(folder) && store.listStatus(folder).length >= set.count()) {
      return;
    }
    for (String name : set.names()) {
      try (FSDataOutputStream out = store.create(new Path(folder, name), true)) {
        Files.copy(set.folder().resolve(name), out);
      }
    }
  }

  private List<Row> sequential(FileSet set, @Nullable Double classic, @Nullable Double prefetch)
      throws Exception {
    Rounds rounds = new Rounds().withCpu(set.bytes(), () -> 0);
    rivals(rounds, set, opening -> Readers.sequential(opening, s3Paths(set), 1 << 20) / 1e9);
    Deque<Listed> cold = listed(set, "16");
    rounds.add(
        "cache",
        () -> {
          Listed next = cold.remove();
          return Readers.sequential(next.store()::open, next.files(), 1 << 20) / 1e9;
        });
    BareGets bare = bare(set);
    rounds.add("bare", () -> bare.run(set.size(), RANGE, CONNECTIONS) / 1e9);
    run(rounds, "sequential");
    String label = "cold sequential, " + where + ", ";
    List<Row> rows = rivals(rounds, label, "GB/s");
    rows.add(rounds.row("cache", label + "cache:// / S3A classic", "GB/s", classic));
    rows.add(
        rounds.against("prefetch", "cache", label + "cache:// / S3A prefetch", "GB/s", prefetch));
    String limit = "bare client, %d connections (ceiling)".formatted(CONNECTIONS);
    rows.add(rounds.row("bare", label + limit, "GB/s", null));
    return rows;
  }

  private List<Row> small(FileSet set, boolean far) throws Exception {
    Rounds rounds = new Rounds().withCpu(set.bytes(), () -> 0);
    rivals(rounds, set, opening -> whole(opening, s3Paths(set), set));
    Deque<Listed> alone = listed(set, "0");
    Deque<Listed> ahead = listed(set, "16");
    rounds.add("alone", () -> whole(alone.element().store()::open, alone.remove().files(), set));
    rounds.add("ahead", () -> whole(ahead.element().store()::open, ahead.remove().files(), set));
    BareGets bare = bare(set);
    rounds.add(
        "bare", () -> bare.run(set.size(), set.size(), Readers.THREADS) / (double) set.size());
    run(rounds, "open + read 110 KB");
    String label = "cold open + read 110 KB, " + where + ", ";
    List<Row> rows = rivals(rounds, label, "files/s");
    String alike = label + "cache:// with files read ahead / same";
    if (far) {
      double ideal = Readers.THREADS / SMALL_FILE;
      String threads = label + "cache:// / threads per latency";
      rows.add(rounds.row("alone", threads, "files/s", ideal, 0.9));
      rows.add(rounds.row("ahead", alike, "files/s", ideal, 3.0));
      String limit = label + "bare client, 2 connections (ceiling) / same";
      rows.add(rounds.row("bare", limit, "files/s", ideal, null));
    } else {
      rows.add(rounds.row("alone", label + "cache:// / S3A classic", "files/s", null));
      rows.add(rounds.row("ahead", alike, "files/s", null));
      rows.add(rounds.row("bare", label + "bare client, 2 connections (ceiling)", "files/s", null));
    }
    return rows;
  }

  /** Adds S3A's ways to open a file. */
  private void rivals(Rounds rounds, FileSet set, Use use) throws IOException {
    Map<Path, FileStatus> statuses = new HashMap<>();
    for (String rival : STREAMS) {
      FileSystem store = s3a(rival);
      rounds.add(rival, () -> use.of(store::open));
      if (statuses.isEmpty()) {
        for (FileStatus each : store.listStatus(s3Paths(set).get(0).getParent())) {
          statuses.put(each.getPath(), each);
        }
        rounds.add(
            OPEN_FILE,
            () ->
                use.of(
                    path -> store.openFile(path).withFileStatus(statuses.get(path)).build().get()));
      }
    }
  }

  private static List<Row> rivals(Rounds rounds, String label, String unit) {
    List<Row> rows = new ArrayList<>();
    for (String rival : List.of("classic", OPEN_FILE, "prefetch", "analytics")) {
      rows.add(rounds.row(rival, label + "S3A " + rival, unit, null));
    }
    return rows;
  }

  private BareGets bare(FileSet set) throws IOException {
    String folder = set.folder().getFileName() + "/";
    return BareGets.of(
        server.access(), BUCKET, set.names().stream().map(name -> folder + name).toList());
  }

  /** Reads a set in one way, answers how much. */
  @FunctionalInterface
  private interface Use {
    double of(Readers.Opening opening) throws Exception;
  }

  private static double whole(Readers.Opening opening, List<Path> files, FileSet set)
      throws Exception {
    return Readers.whole(opening, files, set.size()) / (double) set.size();
  }

  private void run(Rounds rounds, String what) throws Exception {
    System.err.print("cold " + what + ", " + where + " ");
    rounds.warm(warmRounds()).run(rounds());
  }

  /** After the second one the memory tier has been used up, so that none of it is new any more. */
  private int warmRounds() {
    return scale.choose(2, 1);
  }

  private int rounds() {
    return scale.choose(2, 1);
  }

  /** A file system over the bucket under a new name, whose listing was read. */
  private record Listed(FileSystem store, List<Path> files) {}

  /** As many as there are rounds. */
  private Deque<Listed> listed(FileSet set, String filesAhead) throws IOException {
    Deque<Listed> all = new ArrayDeque<>();
    for (int round = 0; round < warmRounds() + rounds(); round++) {
      all.add(listedOnce(set, filesAhead));
    }
    return all;
  }

  private Listed listedOnce(FileSet set, String filesAhead) throws IOException {
    String name = "cold-%s-%d".formatted(where, names++);
    java.nio.file.Path link = root(scale).resolve(name);
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, java.nio.file.Path.of(BUCKET));
    }
    Configuration configuration =
        ReadTrial.cache(
            Map.of(
                "fs.cache.mount.data",
                "s3a://" + name,
                "fs.cache.memory.size",
                "3g",
                "fs.cache.read-ahead.files",
                filesAhead));
    server.access().hadoopOptions().forEach(configuration::set);
    FileSystem cache = FileSystem.newInstance(URI.create("cache:///"), configuration);
    open.add(cache);
    Path folder = new Path("cache:///data/" + set.folder().getFileName());
    List<Path> files = new ArrayList<>();
    for (FileStatus each : cache.listStatus(folder)) {
      files.add(each.getPath());
    }
    return new Listed(cache, files.subList(0, set.count()));
  }

  private FileSystem s3a(String stream) throws IOException {
    Configuration configuration = new Configuration();
    server.access().hadoopOptions().forEach(configuration::set);
    configuration.set("fs.s3a.input.stream.type", stream);
    // By default it takes 2 GiB of heap and looks every 5 s whether that was exceeded.
    configuration.set(ANALYTICS + "max.memory.limit", Long.toString(1L << 30));
    configuration.set(ANALYTICS + "memory.cleanup.frequency", "200");
    FileSystem store = FileSystem.newInstance(URI.create("s3a://" + BUCKET), configuration);
    open.add(store);
    return store;
  }

  private static List<Path> s3Paths(FileSet set) {
    String folder = "s3a://" + BUCKET + "/" + set.folder().getFileName() + "/";
    return set.names().stream().map(name -> new Path(folder + name)).toList();
  }

  @Override
  public void close() throws IOException {
    for (FileSystem each : open) {
      each.close();
    }
    server.close();
  }
}

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
  private static final List<String> RIVALS = List.of("classic", "prefetch", "analytics");

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
    FileSet few = new FileSet(small.folder(), scale.choose(1000, 100), small.size());
    try (ColdReads near = new ColdReads(scale, "loopback")) {
      near.upload(big);
      near.upload(few);
      rows.addAll(near.sequential(big, null, null));
      rows.addAll(near.small(few, false));
    }
    try (ColdReads far =
        new ColdReads(
            scale,
            "far",
            "--first-byte-delay",
            "15ms-20ms",
            "--connection-rate",
            "100m",
            "--total-rate",
            "1200m")) {
      rows.addAll(far.sequential(big, 4.0, 1.5));
      rows.addAll(far.small(few, true));
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
    for (String rival : RIVALS) {
      FileSystem store = s3a(rival);
      rounds.add(rival, () -> Readers.sequential(store::open, s3Paths(set), 1 << 20) / 1e9);
    }
    Deque<Listed> cold = listed(set, "16");
    rounds.add(
        "cache",
        () -> {
          Listed next = cold.remove();
          return Readers.sequential(next.store()::open, next.files(), 1 << 20) / 1e9;
        });
    run(rounds, "sequential");
    String label = "cold sequential, " + where + ", ";
    List<Row> rows = new ArrayList<>();
    for (String rival : RIVALS) {
      rows.add(rounds.row(rival, label + "S3A " + rival, "GB/s", null));
    }
    rows.add(rounds.row("cache", label + "cache:// / S3A classic", "GB/s", classic));
    rows.add(
        rounds.against("prefetch", "cache", label + "cache:// / S3A prefetch", "GB/s", prefetch));
    return rows;
  }

  private List<Row> small(FileSet set, boolean far) throws Exception {
    Rounds rounds = new Rounds().withCpu(set.bytes(), () -> 0);
    for (String rival : RIVALS) {
      FileSystem store = s3a(rival);
      rounds.add(rival, () -> whole(store::open, s3Paths(set), set));
    }
    FileSystem store = s3a("classic");
    Map<Path, FileStatus> statuses = new HashMap<>();
    for (FileStatus each : store.listStatus(s3Paths(set).get(0).getParent())) {
      statuses.put(each.getPath(), each);
    }
    rounds.add(
        "openFile",
        () ->
            whole(
                path -> store.openFile(path).withFileStatus(statuses.get(path)).build().get(),
                s3Paths(set),
                set));
    Deque<Listed> alone = listed(set, "0");
    Deque<Listed> ahead = listed(set, "16");
    rounds.add("alone", () -> whole(alone.element().store()::open, alone.remove().files(), set));
    rounds.add("ahead", () -> whole(ahead.element().store()::open, ahead.remove().files(), set));
    run(rounds, "open + read 110 KB");
    String label = "cold open + read 110 KB, " + where + ", ";
    List<Row> rows = new ArrayList<>();
    for (String rival : List.of("classic", "openFile", "prefetch", "analytics")) {
      rows.add(rounds.row(rival, label + "S3A " + rival, "files/s", null));
    }
    if (far) {
      double ideal = Readers.THREADS / SMALL_FILE;
      rows.add(
          rounds.row("alone", label + "cache:// / threads per latency", "files/s", ideal, 0.9));
      rows.add(
          rounds.row(
              "ahead", label + "cache:// with files read ahead / same", "files/s", ideal, 3.0));
    } else {
      rows.add(rounds.row("alone", label + "cache:// / S3A classic", "files/s", null));
      rows.add(
          rounds.row("ahead", label + "cache:// with files read ahead / same", "files/s", null));
    }
    return rows;
  }

  private static double whole(Readers.Opening opening, List<Path> files, FileSet set)
      throws Exception {
    return Readers.whole(opening, files, set.size()) / (double) set.size();
  }

  private void run(Rounds rounds, String what) throws Exception {
    System.err.print("cold " + what + ", " + where + " ");
    rounds.warm(1).run(rounds());
  }

  private int rounds() {
    return scale.choose(2, 1);
  }

  /** A file system over the bucket under a new name, whose listing was read. */
  private record Listed(FileSystem store, List<Path> files) {}

  /** As many as there are rounds. */
  private Deque<Listed> listed(FileSet set, String filesAhead) throws IOException {
    Deque<Listed> all = new ArrayDeque<>();
    for (int round = 0; round <= rounds(); round++) {
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

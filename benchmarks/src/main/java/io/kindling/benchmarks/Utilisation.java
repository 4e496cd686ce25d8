package io.kindling.benchmarks;

import io.kindling.s3.EmbeddedS3Process;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * How busy accelerators are that train from the cache, emulated as MLPerf Storage does: samples of
 * ResNet-50 come from S3 behind 15 to 20 ms into a storage node in the training's own process.
 */
final class Utilisation implements Benchmark {

  private static final String BUCKET = "samples";
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final List<Integer> COUNTS = List.of(1, 2, 4, 8);

  /** MLPerf Storage asks for it of ResNet-50. */
  private static final double PROMISED = 0.9;

  @Override
  public String name() {
    return "utilisation";
  }

  @Override
  public String description() {
    return "how busy emulated accelerators are: cold, warm, and with half of the set cached";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    int samplesPerFile = scale.choose(1251, 64);
    FileSet set =
        new FileSet(
                scale.folder().toAbsolutePath().resolve("samples-" + samplesPerFile),
                16,
                samplesPerFile * Accelerator.SAMPLE)
            .prepare();
    java.nio.file.Path root =
        Files.createDirectories(
            scale.folder().toAbsolutePath().resolve("s3-samples-" + samplesPerFile));
    upload(root, set);
    try (EmbeddedS3Process server =
        EmbeddedS3Process.start(
            root,
            BUCKET,
            "--first-byte-delay",
            "15ms-20ms",
            "--connection-rate",
            "100m",
            "--total-rate",
            "1200m")) {
      return new Measurement(scale, set, samplesPerFile, server.access().hadoopOptions()).rows();
    }
  }

  /** Through S3, which makes the objects' tags, unless an earlier run did. */
  private static void upload(java.nio.file.Path root, FileSet set) throws IOException {
    java.nio.file.Path done = root.resolve("complete");
    if (Files.exists(done)) {
      return;
    }
    try (EmbeddedS3Process server = EmbeddedS3Process.start(root, BUCKET)) {
      Configuration configuration = new Configuration();
      server.access().hadoopOptions().forEach(configuration::set);
      URI bucket = URI.create("s3a://" + BUCKET + "/");
      try (FileSystem store = FileSystem.newInstance(bucket, configuration)) {
        for (String name : set.names()) {
          try (FSDataOutputStream out = store.create(new Path(new Path(bucket), "set/" + name))) {
            Files.copy(set.folder().resolve(name), out);
          }
        }
      }
    }
    Files.createFile(done);
  }

  /** What one epoch showed. */
  private record Epoch(Accelerator accelerator, int count, double utilisation, double rate) {

    static Epoch parse(String text) {
      String[] words = text.split("[ :]", -1);
      return new Epoch(
          Accelerator.of(words[0]),
          Integer.parseInt(words[1]),
          Double.parseDouble(words[2]),
          Double.parseDouble(words[3]));
    }
  }

  /** All states of the cache. */
  private record Measurement(
      Scale scale, FileSet set, int samplesPerFile, Map<String, String> store) {

    List<Row> rows() throws IOException, InterruptedException {
      List<Row> rows = new ArrayList<>();
      String free = "none:8";
      List<String> asked = new ArrayList<>();
      for (String accelerator : List.of("A100", "H100")) {
        for (int count : scale.effort() == Scale.Effort.FULL ? COUNTS : List.of(1, 2)) {
          asked.add(accelerator + ":" + count);
        }
      }
      if (scale.wants("cold")) {
        List<Epoch> epochs = new ArrayList<>(epochs(2, "lru", List.of(free)));
        for (String each : asked) {
          epochs.addAll(epochs(2, "lru", List.of(each)));
        }
        report(rows, "cold", epochs);
      }
      List<String> filled = new ArrayList<>(List.of(free, free));
      filled.addAll(asked);
      if (scale.wants("warm")) {
        report(rows, "warm", epochs(2, "lru", filled).subList(1, filled.size()));
      }
      for (String policy : List.of("resident", "lru")) {
        if (scale.wants("half " + policy)) {
          List<Epoch> epochs = epochs(0.5, policy, filled).subList(1, filled.size());
          report(rows, "half cached, " + policy, epochs);
        }
      }
      return rows;
    }

    /**
     * Runs epochs one after the other in a new JVM.
     *
     * @param cached size of the cache in sizes of the set
     */
    private List<Epoch> epochs(double cached, String policy, List<String> asked)
        throws IOException, InterruptedException {
      long memory = (long) (cached * set.bytes());
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "cache:///samples/set",
                  "s3a://" + BUCKET + "/set",
                  Integer.toString(samplesPerFile),
                  Integer.toString(scale.choose(Accelerator.BATCH, 20)),
                  policy,
                  String.join(",", asked),
                  "fs.cache.mount.samples=s3a://" + BUCKET + "/",
                  "fs.cache.memory.size=" + memory,
                  "fs.cache.cluster.secret=" + UUID.randomUUID()));
      store.forEach((key, value) -> arguments.add(key + "=" + value));
      ConcurrentLinkedQueue<Epoch> epochs = new ConcurrentLinkedQueue<>();
      List<String> flags = List.of("-Xmx2g", "-XX:MaxDirectMemorySize=" + (memory + (2L << 30)));
      try (ChildJvm jvm =
          ChildJvm.start(
              ChildJvm.Program.of(UtilisationProgram.class, flags, arguments),
              line -> {
                if (line.startsWith(UtilisationProgram.EPOCH)) {
                  System.err.printf("%.1f cached, %s: %s%n", cached, policy, line);
                  epochs.add(Epoch.parse(line.substring(UtilisationProgram.EPOCH.length())));
                }
              })) {
        if (!jvm.awaitEnd(LIMIT) || epochs.size() != asked.size()) {
          throw new IOException("the emulated training did not end well");
        }
      }
      return List.copyOf(epochs);
    }

    /** The first epoch shows how fast samples can be had by accelerators that do not compute. */
    private static void report(List<Row> rows, String state, List<Epoch> epochs) {
      double limit = epochs.get(0).rate();
      rows.add(new Row(state + ", most that can be had", "MB/s", limit / 1e6, null, null, null));
      for (Epoch epoch : epochs.subList(1, epochs.size())) {
        double needed = Accelerator.bytesPerSecond(epoch.accelerator(), epoch.count());
        boolean reachable = limit >= needed;
        String name =
            "%s, %d x %s, %.0f MB/s%s"
                .formatted(
                    state,
                    epoch.count(),
                    epoch.accelerator().name(),
                    needed / 1e6,
                    reachable ? "" : ", above that limit");
        rows.add(
            new Row(
                name,
                "% busy",
                100 * epoch.utilisation(),
                100.0,
                epoch.utilisation(),
                reachable ? PROMISED : null));
      }
    }
  }
}

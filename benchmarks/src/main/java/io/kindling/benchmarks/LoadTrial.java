package io.kindling.benchmarks;

import io.kindling.s3.Throttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Load jobs of one storage node: small and large files of an S3 server that seems far away, and
 * small ones over raw loopback, against what loads them otherwise.
 */
final class LoadTrial implements Benchmark {

  private static final int AT_ONCE = 48;
  private static final int COPIES = 10;
  private static final double WANTED_RATE = 1_000;
  private static final double BANDWIDTH = 1.2;

  /** Requests that the bare client has in flight, of how many bytes. */
  private static final int CONNECTIONS = 16;

  private static final long RANGE = 8 << 20;

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String description() {
    return "load jobs against S3A, the bare SDK, the store's bandwidth, aws s3 cp and a copy"
        + " program";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    boolean far = scale.wants("far small");
    boolean big = scale.wants("far sequential");
    boolean near = scale.wants("loopback small");
    if (!far && !big && !near) {
      throw new IllegalArgumentException(
          "no part has the words " + scale.only() + " in its name; see benchmarks/run --help");
    }
    MadeUpBucket small = new MadeUpBucket(scale.choose(9_000, 1_500), ReadTrial.SMALL);
    MadeUpBucket large = new MadeUpBucket(scale.choose(32, 2), 128 << 20);
    List<Row> rows = new ArrayList<>();
    if (far) {
      rows.addAll(farSmall(scale, small));
    }
    if (big) {
      rows.addAll(farLarge(scale, large));
    }
    if (near) {
      rows.addAll(loopback(scale, small));
    }
    return rows;
  }

  private static List<Row> farSmall(Scale scale, MadeUpBucket set) throws Exception {
    int rounds = scale.choose(3, 1);
    int first = scale.choose(3_000, 500);
    List<String> names = set.names("far", rounds + 1);
    String other = set.name("other");
    try (LeanS3Jvm server = LeanS3Jvm.start(Throttle.SAME_REGION);
        LoadCluster cluster = new LoadCluster(server.access(), "3g", names);
        SdkGets apache = SdkGets.byApache(server.access(), AT_ONCE);
        SdkGets crt = SdkGets.byCrt(server.access(), AT_ONCE);
        S3aFiles s3a = new S3aFiles(other, server.access().hadoopOptions())) {
      Iterator<String> buckets = names.iterator();
      LoadRounds all =
          new LoadRounds(set, server::cpuNanos)
              .add(
                  "load", () -> cluster.load(buckets.next(), first).afterFirst(), cluster::cpuNanos)
              .add("apache", () -> apache.get(other, first))
              .add("crt", () -> crt.get(other, first))
              .add("s3a", () -> s3a.read(AT_ONCE, first))
              .run("far, small files", rounds);
      return farSmall(all, "far, 110 KB, after the first %,d, ".formatted(first));
    }
  }

  private static List<Row> farSmall(LoadRounds all, String label) {
    String files = "files/s";
    LoadRounds.Measured load = all.middle("load");
    LoadRounds.Measured apache = all.middle("apache");
    LoadRounds.Measured crt = all.middle("crt");
    LoadRounds.Measured s3a = all.middle("s3a");
    String cpu = "far, 110 KB, processor time, ";
    return List.of(
        all.rate(label + "S3A, 48 threads", files, s3a, null, null),
        all.rate(label + "SDK with Apache client, 48 at once", files, apache, null, null),
        all.rate(label + "SDK with CRT client, 48 at once", files, crt, null, null),
        all.rate(label + "load job / 1,000 a second", files, load, WANTED_RATE, 1.0),
        all.rate(
            label + "first load job of new JVMs / same",
            files,
            all.first("load"),
            WANTED_RATE,
            1.0),
        all.rate(label + "load job / S3A", files, load, s3a.rate(), null),
        all.rate(label + "load job / SDK with Apache client", files, load, apache.rate(), null),
        all.cpuOfAFile(cpu + "S3A", s3a.cpu(), null),
        all.cpuOfAFile(cpu + "SDK with Apache client", apache.cpu(), null),
        all.cpuOfAFile(cpu + "SDK with CRT client", crt.cpu(), null),
        all.cpuOfAFile(cpu + "load job / SDK with Apache client", load.cpu(), apache.cpu()),
        all.cpuOfAFile(cpu + "server during the load job", load.server(), null));
  }

  private static List<Row> farLarge(Scale scale, MadeUpBucket set) throws Exception {
    int rounds = scale.choose(2, 1);
    List<String> names = set.names("far", rounds + 1);
    try (LeanS3Jvm server = LeanS3Jvm.start(Throttle.SAME_REGION);
        LoadCluster cluster = new LoadCluster(server.access(), "6g", names)) {
      BareGets gets = BareGets.of(server.access(), set.name("other"), set.keys());
      Iterator<String> buckets = names.iterator();
      LoadRounds all =
          new LoadRounds(set, server::cpuNanos)
              .add(
                  "load",
                  () -> cluster.load(buckets.next(), 0).bytesPerSecond() / 1e9,
                  cluster::cpuNanos)
              .add(
                  "bare",
                  () -> {
                    long start = System.nanoTime();
                    return gets.run(set.size(), RANGE, CONNECTIONS)
                        / (double) (System.nanoTime() - start);
                  })
              .run("far, large files", rounds);
      LoadRounds.Measured load = all.middle("load");
      LoadRounds.Measured bare = all.middle("bare");
      String label = "far, 128 MiB, ";
      String limit = "bare client, 16 connections (ceiling) / bandwidth of the store";
      return List.of(
          all.rate(label + limit, "GB/s", bare, BANDWIDTH, null),
          all.rate(label + "load job / bandwidth of the store", "GB/s", load, BANDWIDTH, 0.9),
          all.rate(label + "load job / bare client", "GB/s", load, bare.rate(), null),
          new Row(
              label + "processor time, server during the load job",
              "s/GB",
              load.server() / (set.bytes() / 1e9),
              null,
              null,
              null));
    }
  }

  private static List<Row> loopback(Scale scale, MadeUpBucket set) throws Exception {
    int rounds = scale.choose(2, 1);
    List<String> names = set.names("near", rounds + 1);
    String other = set.name("other");
    Path copies = scale.folder().resolve("load-copies");
    boolean aws = AwsCommand.isInstalled();
    try (LeanS3Jvm server = LeanS3Jvm.start(Throttle.NONE);
        LoadCluster cluster = new LoadCluster(server.access(), "3g", names);
        CopyJvm copy = CopyJvm.start(other, COPIES, server.access().hadoopOptions())) {
      Iterator<String> buckets = names.iterator();
      LoadRounds all =
          new LoadRounds(set, server::cpuNanos)
              .add(
                  "load", () -> cluster.load(buckets.next(), 0).filesPerSecond(), cluster::cpuNanos)
              .add("copy", () -> timed(set, copies, () -> copied(copy, copies)), copy::cpuNanos);
      if (aws) {
        AwsCommand command = new AwsCommand(server.access());
        all.add("aws", () -> timed(set, copies, () -> command.copy(other, copies)));
      }
      all.run("loopback, small files", rounds);
      return loopback(all, aws);
    } finally {
      remove(copies);
    }
  }

  private static List<Row> loopback(LoadRounds all, boolean aws) {
    String files = "files/s";
    String label = "loopback, 110 KB, whole job, ";
    String byAws = label + "load job / aws s3 cp --recursive to files";
    LoadRounds.Measured load = all.middle("load");
    LoadRounds.Measured copy = all.middle("copy");
    return List.of(
        all.rate(label + "S3A, 10 copies at a time to files", files, copy, null, null),
        all.rate(label + "load job / same", files, load, copy.rate(), 1.0),
        aws
            ? all.rate(byAws, files, load, all.middle("aws").rate(), 1.0)
            : all.rate(byAws + " (aws is not installed)", files, load, null, null));
  }

  /** Fills a folder. */
  @FunctionalInterface
  private interface Copying {
    void run() throws Exception;
  }

  private static void copied(CopyJvm copy, Path folder) throws IOException, InterruptedException {
    int ignored = copy.copy(folder);
  }

  /** Files a second, of a set that is copied to a folder; the folder is empty before. */
  private static double timed(MadeUpBucket set, Path folder, Copying copying) throws Exception {
    remove(folder);
    long start = System.nanoTime();
    copying.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    try (Stream<Path> files = Files.list(folder)) {
      long count = files.count();
      if (count != set.count()) {
        throw new IOException(count + " of " + set.count() + " files were copied");
      }
    }
    return set.count() / seconds;
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}

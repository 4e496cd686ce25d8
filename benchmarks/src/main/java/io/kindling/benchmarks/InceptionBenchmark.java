package io.kindling.benchmarks;

import io.kindling.cache.config.CacheOptions;
import io.kindling.s3.EmbeddedS3Process;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long a trial of BigDL's Inception job waits for its batches: BigDL's own loader beside the
 * cache's. Each trial is a JVM of its own on two cores; what it finds cached lives in a storage
 * node's JVM.
 */
final class InceptionBenchmark implements Benchmark {

  private static final String BUCKET = "imagenet";
  private static final String DIRECT = "s3a://" + BUCKET;
  private static final String CACHED = "cache:///" + BUCKET;
  private static final String SET = "/train";

  /** What each JVM loads before its clock starts. */
  private static final String SMALL_SET = "/small";

  private static final int SMALL = 200;
  private static final String PHOTOGRAPHS = "kindling.photographs";
  private static final int CORES = 2;
  private static final int BATCH = 32;
  private static final int SIDE = 256;
  private static final int CHANNELS = 3;

  @Override
  public String name() {
    return "inception";
  }

  @Override
  public String description() {
    return "seconds until BigDL's Inception job has its batches, by its own loader and by ours";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    Integer told = scale.pictures().count();
    int pictures = told == null ? scale.choose(20_000, 200) : told;
    Path root = scale.folder().toAbsolutePath().resolve("inception-" + pictures);
    prepare(scale, root, pictures);
    List<Row> rows = new ArrayList<>();
    if (scale.wants("assembly")) {
      rows.add(assembly(root, Math.min(pictures, 2000)));
    }
    String[] sameRegion = {
      "--first-byte-delay", "15ms-20ms", "--connection-rate", "100m", "--total-rate", "1200m"
    };
    for (String where : List.of("loopback", "far")) {
      if (wantsAny(scale, where)) {
        String[] throttle = where.equals("far") ? sameRegion : new String[0];
        try (EmbeddedS3Process server =
            EmbeddedS3Process.start(root.resolve("s3"), BUCKET, throttle)) {
          rows.addAll(new Place(scale, where, pictures, root, server).rows());
        }
      }
    }
    return rows;
  }

  private static boolean wantsAny(Scale scale, String where) {
    return List.of("load", "split", "train").stream()
        .anyMatch(part -> scale.wants(where + " " + part));
  }

  /** Two threads of ours, with nothing but ready samples in the page cache. */
  private static Row assembly(Path root, int pictures) throws IOException, InterruptedException {
    Map<String, Double> figures =
        BigDlJvm.run(
            "AssemblyTrial",
            "1g",
            Map.of(
                "pictures",
                Integer.toString(pictures),
                "batch",
                Integer.toString(BATCH),
                "cores",
                Integer.toString(CORES),
                "scratch",
                Files.createDirectories(root.resolve("scratch")).toString()));
    return new Row(
        "assembly alone, %d threads, from a mapped file".formatted(CORES),
        "images/s",
        figures.getOrDefault("rate", 0.0),
        null,
        null,
        null);
  }

  /** Writes the set through S3, which makes the objects' tags, unless an earlier run did. */
  private static void prepare(Scale scale, Path root, int pictures)
      throws IOException, InterruptedException {
    Path done = root.resolve("complete");
    if (Files.exists(done)) {
      return;
    }
    Path from = scale.pictures().from();
    if (from == null) {
      String photographs = System.getProperty(PHOTOGRAPHS);
      if (photographs == null) {
        throw new IOException("no pictures: name a folder by --images, or run benchmarks/run");
      }
      from = Path.of(photographs);
    }
    System.err.printf("writing %d pictures, made of those in %s%n", pictures, from);
    Files.createDirectories(root.resolve("s3"));
    try (EmbeddedS3Process server = EmbeddedS3Process.start(root.resolve("s3"), BUCKET)) {
      Map<String, String> arguments = new TreeMap<>(server.access().hadoopOptions());
      arguments.put("from", from.toString());
      for (String set : List.of(SET, SMALL_SET)) {
        arguments.put("pictures", Integer.toString(set.equals(SET) ? pictures : SMALL));
        arguments.put("target", DIRECT + set);
        var ignored = BigDlJvm.run("PictureSetWriter", "4g", arguments);
      }
    }
    Files.createFile(done);
  }

  /** All ways, with the store at one distance. */
  private static final class Place {

    private final Scale scale;
    private final String where;
    private final int pictures;
    private final Path root;
    private final EmbeddedS3Process server;
    private final double samples;
    private final List<Row> rows = new ArrayList<>();

    Place(Scale scale, String where, int pictures, Path root, EmbeddedS3Process server) {
      this.scale = scale;
      this.where = where;
      this.pictures = pictures;
      this.root = root;
      this.server = server;
      this.samples = pictures * (double) (SIDE * SIDE * CHANNELS) / 1e6;
    }

    List<Row> rows() throws IOException, InterruptedException {
      if (scale.wants(where + " load")) {
        Integer told = scale.pictures().trials();
        Map<LoadWay, LoadFigures> all = figures();
        for (int trial = 0; trial < (told == null ? scale.choose(5, 1) : told); trial++) {
          round(all, "false");
        }
        report(all);
      }
      if (scale.wants(where + " split")) {
        Map<LoadWay, LoadFigures> split = figures();
        round(split, "true");
        split.forEach(this::reportSplit);
      }
      if (scale.wants(where + " train")) {
        train();
      }
      return rows;
    }

    private static Map<LoadWay, LoadFigures> figures() {
      Map<LoadWay, LoadFigures> all = new EnumMap<>(LoadWay.class);
      for (LoadWay way : LoadWay.values()) {
        all.put(way, new LoadFigures());
      }
      return all;
    }

    /** A trial of each way. */
    private void round(Map<LoadWay, LoadFigures> all, String split)
        throws IOException, InterruptedException {
      all.get(LoadWay.DIRECT).add(load(LoadWay.DIRECT, DIRECT, Map.of(), split));
      // As a node that has run for a while, whose memory was used before.
      try (PeerNode node = node(CacheOptions.MEMORY_ALLOCATE.key() + "=at-start")) {
        warm(node);
        for (LoadWay way : List.of(LoadWay.BIGDL_WARM, LoadWay.WARM, LoadWay.READY)) {
          all.get(way).add(load(way, CACHED, node.clientOptions(), split));
        }
      }
      try (PeerNode node = node()) {
        all.get(LoadWay.COLD).add(load(LoadWay.COLD, CACHED, node.clientOptions(), split));
      }
    }

    /** A storage node with room for source and samples. */
    private PeerNode node(String... options) throws IOException {
      long megabytes = (long) (2 * samples) + 512;
      return PeerNode.start(
          List.of("-Xmx1g", "-XX:MaxDirectMemorySize=" + (megabytes + 1024) + "m"),
          megabytes + "m",
          options);
    }

    private void warm(PeerNode node) throws IOException, InterruptedException {
      Map<String, String> arguments = options(node.clientOptions());
      arguments.put("path", CACHED + SET);
      var ignored = BigDlJvm.run("SetReader", "1g", arguments);
    }

    private Map<String, Double> load(
        LoadWay way, String path, Map<String, String> client, String split)
        throws IOException, InterruptedException {
      Map<String, String> arguments = arguments(way, path, client);
      arguments.put("split", split);
      Map<String, Double> figures = BigDlJvm.run("LoadTrial", heap(way), arguments);
      System.err.printf("%s, %s: %s%n", where, way.title(), new TreeMap<>(figures));
      return figures;
    }

    private Map<String, String> arguments(LoadWay way, String path, Map<String, String> client) {
      Map<String, String> arguments = options(client);
      arguments.put("loader", way.loader());
      arguments.put("path", path + SET);
      arguments.put("pictures", Integer.toString(pictures));
      arguments.put("small-path", path + SMALL_SET);
      arguments.put("small-pictures", Integer.toString(SMALL));
      arguments.put("batch", Integer.toString(BATCH));
      arguments.put("cores", Integer.toString(CORES));
      arguments.put("scratch", root.resolve("scratch").toString());
      return arguments;
    }

    private Map<String, String> options(Map<String, String> client) {
      Map<String, String> options = new TreeMap<>(server.access().hadoopOptions());
      options.putAll(client);
      options.put("fs.cache.mount." + BUCKET, "s3a://" + BUCKET + "/");
      return options;
    }

    /** BigDL's loader keeps the set on the heap, beside what its shuffle takes. */
    private String heap(LoadWay way) {
      return (long) (way.isOurs() ? 3072 : 3072 + 2 * samples) + "m";
    }

    private void report(Map<LoadWay, LoadFigures> all) {
      LoadFigures direct = all.get(LoadWay.DIRECT);
      double reference = direct.mean(LoadFigures.ALL);
      all.forEach(
          (way, figures) -> {
            double mean = figures.mean(LoadFigures.ALL);
            row(way, "all batches", "s", mean, reference, reference / mean, way.againstDirect());
            if (way.againstWarm() != null) {
              double warm = all.get(LoadWay.BIGDL_WARM).mean(LoadFigures.ALL);
              row(way, "all batches / (b)", "s", mean, warm, warm / mean, way.againstWarm());
            }
          });
      all.forEach(
          (way, figures) -> {
            double deviation = figures.deviation(LoadFigures.ALL);
            double theirs = direct.deviation(LoadFigures.ALL);
            Double promised = way.isOurs() ? Double.valueOf(2) : null;
            row(way, "deviation", "s", deviation, theirs, theirs / deviation, promised);
          });
      all.forEach(
          (way, figures) -> {
            double first = figures.mean(LoadFigures.FIRST);
            row(way, "first batch", "s", first, 1, 1 / first, way.isPrompt() ? 1.0 : null);
          });
      all.forEach(
          (way, figures) -> {
            double heap = 100 * figures.mean(LoadFigures.HEAP) / samples;
            Double promised = way.isOurs() ? Double.valueOf(1) : null;
            row(way, "heap held, of the samples", "%", heap, 5, 5 / heap, promised);
          });
      double theirs = pictures / direct.mean(LoadFigures.NEXT);
      all.forEach(
          (way, figures) -> {
            double rate = pictures / figures.mean(LoadFigures.NEXT);
            row(way, "next epoch", "images/s", rate, theirs, rate / theirs, null);
          });
      paid("cold, against (a)", all, LoadWay.COLD, LoadWay.DIRECT);
      paid("source cached, against (b)", all, LoadWay.WARM, LoadWay.BIGDL_WARM);
    }

    /** The first number of trials that took less in all than without ready samples. */
    private void paid(String what, Map<LoadWay, LoadFigures> all, LoadWay maker, LoadWay without) {
      double making = all.get(maker).mean(LoadFigures.ALL);
      double ready = all.get(LoadWay.READY).mean(LoadFigures.ALL);
      double other = all.get(without).mean(LoadFigures.ALL);
      int trials = 1;
      while (making + (trials - 1) * ready >= trials * other && trials < 1000) {
        trials++;
      }
      String name = "%s, making ready samples has paid, %s".formatted(where, what);
      rows.add(new Row(name, "trials", trials, null, null, null));
    }

    private void reportSplit(LoadWay way, LoadFigures figures) {
      double rest = figures.mean(LoadFigures.ALL);
      for (String work : List.of("fetch", "inflate", "decode", "shuffle", "assemble")) {
        rest -= figures.mean(work);
        row(way, work, figures.mean(work));
      }
      row(way, "none of these", rest);
    }

    private void train() throws IOException, InterruptedException {
      int iterations = scale.choose(20, 2);
      try (PeerNode node = node()) {
        // Makes the ready samples.
        var ignored = load(LoadWay.COLD, CACHED, node.clientOptions(), "false");
        double reference = 0;
        for (LoadWay way : List.of(LoadWay.DIRECT, LoadWay.BIGDL_WARM, LoadWay.READY)) {
          boolean direct = way == LoadWay.DIRECT;
          Map<String, String> arguments =
              arguments(way, direct ? DIRECT : CACHED, direct ? Map.of() : node.clientOptions());
          arguments.put("iterations", Integer.toString(iterations));
          Map<String, Double> figures = BigDlJvm.run("TrainTrial", heap(way), arguments);
          System.err.printf("%s, %s: %s%n", where, way.title(), figures);
          double rate = iterations * BATCH / figures.get("all");
          reference = direct ? rate : reference;
          String what = "whole job, first %d pictures".formatted(iterations * BATCH);
          row(way, what, "images/s", rate, reference, rate / reference, null);
        }
      }
    }

    private void row(LoadWay way, String what, double value) {
      rows.add(new Row(name(way, what), "s", value, null, null, null));
    }

    private void row(
        LoadWay way,
        String what,
        String unit,
        double value,
        double reference,
        double ratio,
        @Nullable Double target) {
      rows.add(new Row(name(way, what), unit, value, reference, ratio, target));
    }

    private String name(LoadWay way, String what) {
      return "%s, %s: %s".formatted(where, way.title(), what);
    }
  }
}

package io.kindling.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pictures read into Spark's rows by {@code cachedimages}: a first time from an S3 server that
 * seems far away, a second time out of the cache, and as ready samples; and a million files that
 * are planned. Against Spark's source {@code image}, its {@code binaryFile} with a function that
 * decodes, and a local copy.
 */
final class ImagesTrial implements Benchmark {

  private static final int SIDE = 256;
  private static final Map<String, String> READY =
      Map.of("samples", "cached", "resize", SIDE + "x" + SIDE, "colour", "bgr");
  private static final int COPIES = 6;

  /** Passes over the ready samples in one job. */
  private static final int SAMPLE_PASSES = 4;

  private int rounds;

  @Override
  public String name() {
    return "images";
  }

  @Override
  public String description() {
    return "pictures in Spark by cachedimages against image, binaryFile and a local copy";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    List<Row> rows = new ArrayList<>();
    if (scale.wants("first") || scale.wants("second") || scale.wants("samples")) {
      rows.addAll(reads(scale));
    }
    if (scale.wants("plan")) {
      rows.addAll(PlanTrial.measure(scale.choose(1_000_000, 20_000)));
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "no part has the words " + scale.only() + " in its name; see benchmarks/run --help");
    }
    return rows;
  }

  private List<Row> reads(Scale scale) throws Exception {
    List<Path> pictures = ImageSetFolder.picturesIn(scale.folder());
    Path work = scale.folder().resolve("images");
    if (pictures.isEmpty()) {
      pictures =
          ImageSetFolder.generated(
              Files.createDirectories(work.resolve("generated")), scale.choose(960, 40));
    } else {
      // A folder of pictures is only read.
      work = Path.of(System.getProperty("kindling.benchmarks.target", "target"), "data", "images");
      pictures = pictures.subList(0, Math.min(pictures.size(), scale.choose(960, 40)));
    }
    Path sets = work.resolve("of-" + pictures.size()).toAbsolutePath();
    ImageSetFolder few = ImageSetFolder.of(sets.resolve("few"), pictures, 1);
    ImageSetFolder many =
        ImageSetFolder.of(sets.resolve("many"), pictures, scale.choose(COPIES, 2));
    List<Row> rows = new ArrayList<>();
    try (ImageReads reads = new ImageReads(sets, few, many, 2 * (1 + coldRounds(scale)))) {
      reads.requireFairRivals();
      if (scale.wants("first")) {
        rows.addAll(first(scale, reads, few));
      }
      if (scale.wants("second")) {
        rows.addAll(second(scale, reads, few, many));
      }
      if (scale.wants("samples")) {
        rows.addAll(samples(scale, reads, many));
      }
    }
    return rows;
  }

  private static List<Row> first(Scale scale, ImageReads reads, ImageSetFolder few)
      throws Exception {
    Rounds first =
        new Rounds()
            .withCpu(few.bytes(), reads::executorCpu)
            .add("image", reads::byImage)
            .add("binary", reads::byFunction)
            .add("bare", reads::withoutCache)
            .add("cache", () -> reads.firstRead(Map.of()))
            .add("samples", () -> reads.firstRead(READY));
    System.err.print("first reads ");
    first.warm(1).run(coldRounds(scale));
    String label = "first read, far, ";
    return List.of(
        row(first, "image", label + "image over S3A", null),
        row(first, "binary", label + "binaryFile over S3A + OpenCV in a UDF", null),
        row(first, "bare", label + "cachedimages over S3A, no cache", null),
        row(first, "cache", label + "cachedimages / image", 3.0),
        row(first, "samples", label + "cachedimages, making ready samples", null));
  }

  private List<Row> second(Scale scale, ImageReads reads, ImageSetFolder few, ImageSetFolder many)
      throws Exception {
    String pictures = few.folder().toString();
    int times = many.pictures() / few.pictures();
    Rounds second =
        new Rounds()
            .withCpu(many.bytes(), reads::executorCpu)
            .add("memory", () -> reads.decodeInTasks(pictures, rounds++, times))
            .add("cache", reads.secondRead(Map.of()))
            .add("anew", reads::listedAnew)
            .add("local", reads::localWithoutCache)
            .add("binary", reads::localByFunction)
            .add("image", reads::localByImage);
    System.err.print("second reads ");
    second.warm(1).run(scale.choose(5, 1));
    String label = "second read, ";
    return List.of(
        row(second, "memory", label + "decoding from memory, no rows", null),
        row(second, "cache", label + "cachedimages / decoding", 0.95),
        row(second, "anew", label + "cachedimages, listed anew", null),
        row(second, "local", label + "cachedimages of a local copy", null),
        row(second, "binary", label + "binaryFile of a local copy + OpenCV in a UDF", null),
        row(second, "image", label + "image of a local copy", null));
  }

  private List<Row> samples(Scale scale, ImageReads reads, ImageSetFolder many) throws Exception {
    int bytes = SIDE * SIDE * 3;
    int times = scale.choose(SAMPLE_PASSES, 1);
    Rounds samples =
        new Rounds()
            .withCpu((long) times * many.pictures() * bytes, reads::executorCpu)
            .add("memory", () -> reads.copyInTasks(bytes, rounds++, times))
            .add("rows", () -> reads.rowsOutOfMemory(bytes, times))
            .add("cache", reads.secondReads(READY, times))
            .add("columns", reads.secondReadsOfColumns(READY, times));
    System.err.print("ready samples ");
    samples.warm(scale.choose(20, 1)).run(scale.choose(9, 1));
    String label = "ready samples, ";
    return List.of(
        row(samples, "memory", label + "copying from memory, no rows", null),
        row(samples, "rows", label + "Spark's rows out of memory (ceiling) / copying", null),
        row(samples, "cache", label + "cachedimages / copying", 0.5),
        row(samples, "columns", label + "cachedimages in columns / copying", 0.5),
        samples.against(
            "rows", "cache", label + "cachedimages / Spark's rows", "pictures/s", null));
  }

  private static int coldRounds(Scale scale) {
    return scale.choose(3, 1);
  }

  private static Row row(Rounds rounds, String name, String label, @Nullable Double target) {
    return rounds.row(name, label, "pictures/s", target);
  }
}

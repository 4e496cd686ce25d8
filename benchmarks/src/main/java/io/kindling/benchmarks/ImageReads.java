package io.kindling.benchmarks;

import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.DecodedImage;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.s3.EmbeddedS3Process;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Reads of pictures into Spark's rows, by one executor with a core for each thread. The store's
 * only bucket has many names: to the cache each is a bucket of its own, so that every round of
 * first reads finds it empty.
 */
final class ImageReads implements AutoCloseable {

  private static final String BUCKET = "pictures";
  private static final int THREADS = Readers.THREADS;
  private static final String IMAGES = "cachedimages";
  private static final String IMAGE = "image";
  private static final String MANY = "cache:///many";
  private static final Map<String, String> ALL_FOLDERS = Map.of("recursiveFileLookup", "true");

  private final ImageSetFolder few;
  private final ImageSetFolder many;
  private final EmbeddedS3Process server;
  private final SparkSession spark;
  private final Deque<String> cold = new ArrayDeque<>();

  /**
   * Starts store and Spark.
   *
   * @param few pictures of a first read
   * @param many pictures of a second read
   * @param firstReads how often {@link #firstRead} will be called
   */
  ImageReads(java.nio.file.Path work, ImageSetFolder few, ImageSetFolder many, int firstReads)
      throws IOException {
    this.few = few;
    this.many = many;
    java.nio.file.Path root = Files.createDirectories(work.resolve("s3")).toAbsolutePath();
    try (EmbeddedS3Process near = EmbeddedS3Process.start(root, BUCKET)) {
      upload(near);
    }
    server =
        EmbeddedS3Process.start(
            root,
            BUCKET,
            "--first-byte-delay",
            "15ms-20ms",
            "--connection-rate",
            "100m",
            "--total-rate",
            "1200m");
    Map<String, String> hadoop = new HashMap<>(server.access().hadoopOptions());
    hadoop.put("fs.cache.memory.size", "4g");
    hadoop.put("fs.cache.mount.many", "s3a://" + BUCKET + "/many");
    for (int i = 0; i < firstReads; i++) {
      String name = "cold-" + i;
      if (!Files.exists(root.resolve(name))) {
        Files.createSymbolicLink(root.resolve(name), java.nio.file.Path.of(BUCKET));
      }
      hadoop.put("fs.cache.mount." + name, "s3a://" + name + "/few");
      cold.add("cache:///" + name);
    }
    spark = SparkSessions.start("local-cluster[1," + THREADS + ",2048]", "2g", "6g", hadoop);
  }

  private void upload(EmbeddedS3Process near) throws IOException {
    Configuration configuration = new Configuration();
    near.access().hadoopOptions().forEach(configuration::set);
    try (FileSystem store = FileSystem.newInstance(URI.create("s3a://" + BUCKET), configuration)) {
      for (ImageSetFolder set : List.of(few, many)) {
        Path target = new Path("s3a://" + BUCKET + "/" + set.folder().getFileName());
        if (!store.exists(target)
            || store.getContentSummary(target).getFileCount() != set.pictures()) {
          store.delete(target, true);
          FileUtil.copy(set.folder().toFile(), store, target, false, configuration);
        }
      }
    }
  }

  /**
   * Checks that the rivals find and decode every picture, which in nested folders they do only when
   * told to.
   */
  void requireFairRivals() {
    requireAll(load(IMAGE, ALL_FOLDERS, local(few)), few);
    requireAll(decodedByFunction(local(few)), few);
    requireAll(load(IMAGES, Map.of(), local(few)), few);
  }

  private static void requireAll(Dataset<Row> pictures, ImageSetFolder set) {
    long good = pictures.where("length(image.data) > 0").count();
    if (good != set.pictures()) {
      throw new IllegalStateException(good + " good pictures of " + set.pictures());
    }
  }

  /** Reads the few pictures over S3A by Spark's own source of pictures. */
  double byImage() {
    return written(load(IMAGE, ALL_FOLDERS, s3a()).select(IMAGE), few);
  }

  /** Reads the few pictures over S3A as bytes and decodes them by a function. */
  double byFunction() {
    return written(decodedByFunction(s3a()), few);
  }

  /** Reads the few pictures over S3A without the cache. */
  double withoutCache() {
    return written(load(IMAGES, Map.of(), s3a()).select(IMAGE), few);
  }

  /** Reads the few pictures through the cache, which has none of them. */
  double firstRead(Map<String, String> options) {
    return written(load(IMAGES, options, cold.remove()).select(IMAGE), few);
  }

  /** Reads the many pictures from a local copy by Spark's own source of pictures. */
  double localByImage() {
    return written(load(IMAGE, ALL_FOLDERS, local(many)).select(IMAGE), many);
  }

  /** Reads the many pictures from a local copy as bytes and decodes them by a function. */
  double localByFunction() {
    return written(decodedByFunction(local(many)), many);
  }

  /** Reads the many pictures from a local copy without the cache. */
  double localWithoutCache() {
    return written(load(IMAGES, Map.of(), local(many)).select(IMAGE), many);
  }

  /** Reads the many pictures, listed anew, through the cache. */
  double listedAnew() {
    return written(load(IMAGES, Map.of(), MANY).select(IMAGE), many);
  }

  /** Brings the many pictures into the cache; the work reads them again as they were listed. */
  Rounds.Work secondRead(Map<String, String> options) {
    return secondReads(options, 1);
  }

  /**
   * As {@link #secondRead}, but some times in one job, beside which the job's own cost is small.
   */
  Rounds.Work secondReads(Map<String, String> options, int times) {
    Dataset<Row> listed = load(IMAGES, options, MANY);
    requireAll(listed, many);
    Dataset<Row> all =
        Collections.nCopies(times, listed.select(IMAGE)).stream()
            .reduce(Dataset::union)
            .orElseThrow();
    return () -> written(all, many) * times;
  }

  /**
   * As {@link #secondReads}, but in columns, by a program that copies every picture out of them
   * into one array.
   */
  Rounds.Work secondReadsOfColumns(Map<String, String> options, int times) {
    Map<String, String> columnar = new HashMap<>(options);
    columnar.put("columnar", "true");
    Dataset<Row> listed = load(IMAGES, columnar, MANY);
    requireAll(listed, many);
    return () -> {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      JavaRDD<ColumnarBatch> all = context.emptyRDD();
      for (int i = 0; i < times; i++) {
        SparkPlan plan = listed.select(IMAGE).queryExecution().sparkPlan();
        all = all.union(plan.collectLeaves().head().executeColumnar().toJavaRDD());
      }
      long copied = all.mapPartitions(new ExecutorMemory.Columns()).reduce(Long::sum);
      if (copied != (long) times * many.pictures()) {
        throw new IllegalStateException(copied + " pictures of " + many.pictures());
      }
      return copied;
    };
  }

  /** Decodes the pictures of a folder out of the executor's memory, some times each. */
  double decodeInTasks(String pictures, int round, int times) {
    return inTasks(new ExecutorMemory.Decode(pictures, round, times));
  }

  /** Copies some times as many samples as there are pictures within the executor's memory. */
  double copyInTasks(int bytes, int round, int times) {
    return inTasks(new ExecutorMemory.Copy(bytes, round, times * many.pictures())) * times;
  }

  /** Makes a row of each of some times as many samples as there are pictures, out of memory. */
  double rowsOutOfMemory(int bytes, int times) {
    Column sample =
        functions
            .udf(new ExecutorMemory.Sample(bytes), DataTypes.BinaryType)
            .apply(functions.col("id"));
    long count = (long) times * many.pictures();
    return written(spark.range(0, count, 1, THREADS).select(sample), many) * times;
  }

  /** Runs a task on each core of the executor, at once. */
  private double inTasks(Function<Integer, Long> work) {
    long bytes =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, THREADS).boxed().toList(), THREADS)
            .map(work)
            .reduce(Long::sum);
    if (bytes == 0) {
      throw new IllegalStateException("nothing was held in memory");
    }
    return many.pictures();
  }

  /** Processor time of the executor so far, in nanoseconds. */
  long executorCpu() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(0), 1)
        .map(new ExecutorMemory.Cpu())
        .first();
  }

  private Dataset<Row> load(String format, Map<String, String> options, String path) {
    return spark.read().format(format).options(options).load(path);
  }

  private Dataset<Row> decodedByFunction(String path) {
    Column decoded =
        functions
            .udf((UDF1<byte[], Row>) ImageReads::decoded, ImageSchema.columnSchema())
            .apply(functions.col("content"));
    return load("binaryFile", ALL_FOLDERS, path).select(decoded.as(IMAGE));
  }

  private static Row decoded(byte[] content) throws IOException {
    DecodedImage image = new ImageDecoder(DecodeOptions.asStored()).decode("a row", content);
    return RowFactory.create(
        "a row", image.height(), image.width(), image.channels(), image.typeCode(), image.data());
  }

  /** Makes every row and drops it. */
  private static double written(Dataset<Row> rows, ImageSetFolder set) {
    rows.write().format("noop").mode("overwrite").save();
    return set.pictures();
  }

  private static String s3a() {
    return "s3a://" + BUCKET + "/few";
  }

  private static String local(ImageSetFolder set) {
    return set.folder().toAbsolutePath().toUri().toString();
  }

  @Override
  public void close() throws IOException {
    spark.stop();
    server.close();
  }
}

package io.kindling.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.s3.EmbeddedS3Process;
import io.kindling.spark.KindlingPlugin;
import io.kindling.spark.PictureFolder;
import io.kindling.spark.SparkHome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/** Ready samples of pictures in S3, kept by two executors in JVMs of their own. */
@Timeout(240)
class SamplesIT {
  private static final int PICTURES = 60;
  private static final long SAMPLE_BYTES = 500L * 500 * 3;

  @TempDir Path work;
  private EmbeddedS3Process s3;

  @BeforeEach
  void uploadPictures() throws Exception {
    PictureFolder folder = new PictureFolder(work.resolve("train"));
    folder.writeClasses(3, PICTURES / 3);
    s3 = EmbeddedS3Process.start(work.resolve("s3"), "photos");
    Configuration configuration = new Configuration();
    s3.access().hadoopOptions().forEach(configuration::set);
    try (FileSystem store = FileSystem.newInstance(URI.create("s3a://photos/"), configuration)) {
      store.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(folder.root().toString()),
          new org.apache.hadoop.fs.Path("s3a://photos/"));
    }
  }

  @AfterEach
  void stopServer() throws IOException {
    // The next test's server has another port.
    FileSystem.closeAll();
    s3.close();
  }

  @Test
  void samplesAreMadeOnceWhoeverReadsThem() throws Exception {
    try (SparkSession spark = start()) {
      await("two storage nodes")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(counts(spark, Metric.PACKS_MADE)).hasSize(2));
      s3.reset();

      // Tasks go anywhere, so both executors want packs of either.
      CompletableFuture<Long> one = CompletableFuture.supplyAsync(() -> decodedBytes(spark));
      CompletableFuture<Long> other = CompletableFuture.supplyAsync(() -> decodedBytes(spark));
      assertThat(one.get(120, TimeUnit.SECONDS)).isEqualTo(PICTURES * SAMPLE_BYTES);
      assertThat(other.get(120, TimeUnit.SECONDS)).isEqualTo(PICTURES * SAMPLE_BYTES);
      assertThat(s3.reset().getObject()).isEqualTo(PICTURES);
      long made = total(spark, Metric.PACKS_MADE);
      long opened = opened(spark);

      assertThat(decodedBytes(spark)).isEqualTo(PICTURES * SAMPLE_BYTES);
      assertThat(s3.reset().getObject()).isZero();
      assertThat(total(spark, Metric.PACKS_MADE)).isEqualTo(made);
      assertThat(opened(spark) - opened).as("packs of the set").isEqualTo(made);
    }
  }

  private SparkSession start() throws IOException {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .appName("samples")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.memory", "768m")
            .config("spark.locality.wait", "0s")
            .config("spark.executor.extraClassPath", SparkHome.prepare())
            .config("spark.plugins", KindlingPlugin.class.getName())
            .config("spark.hadoop.fs.cache.mount.data", "s3a://photos/train")
            .config("spark.hadoop.fs.cache.memory.size", "96m");
    s3.access()
        .hadoopOptions()
        .forEach((key, value) -> builder.config("spark.hadoop." + key, value));
    return builder.getOrCreate();
  }

  private static long decodedBytes(SparkSession spark) {
    Dataset<Row> images =
        spark
            .read()
            .format("cachedimages")
            .option("samples", "cached")
            .option("resize", "500x500")
            .load("cache:///data");
    return images.selectExpr("sum(length(image.data))").first().getLong(0);
  }

  private static long opened(SparkSession spark) {
    return total(spark, Metric.PACKS_HERE) + total(spark, Metric.PACKS_PEER);
  }

  private static long total(SparkSession spark, Metric metric) {
    return counts(spark, metric).values().stream().mapToLong(Long::longValue).sum();
  }

  /** A counter of each executor that has a storage node. */
  private static Map<String, Long> counts(SparkSession spark, Metric metric) {
    List<Integer> numbers = IntStream.range(0, 16).boxed().collect(Collectors.toList());
    String name = metric.name();
    return new TreeMap<>(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(numbers, 16)
            .mapToPair(number -> count(name))
            .filter(held -> held._2() >= 0)
            .reduceByKey(Math::max)
            .collectAsMap());
  }

  private static Tuple2<String, Long> count(String metric) throws InterruptedException {
    // Long enough for every executor to get some of these tasks.
    Thread.sleep(20);
    long count =
        KindlingProcess.node() == null ? -1 : KindlingProcess.metrics().get(Metric.valueOf(metric));
    return new Tuple2<>(SparkEnv.get().executorId(), count);
  }
}

package io.kindling.spark2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.bigdl.KindlingCluster;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.Partition;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/** Driver and one storage node in this JVM. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CachedImagesOverCacheTest {
  @TempDir Path work;
  private SparkSession spark;
  private long stored;

  @BeforeEach
  void startSpark() throws Exception {
    PictureFolder folder = new PictureFolder(work);
    for (int i = 0; i < 12; i++) {
      stored +=
          Files.size(
              folder.write("c" + i % 3 + "/" + i + ".png", 32, 24, BufferedImage.TYPE_INT_RGB));
    }
    spark =
        LocalSpark.start(
            Map.of(
                "spark.hadoop.fs.cache.mount.pictures",
                work.toUri().toString(),
                "spark.hadoop.fs.cache.memory.size",
                "64m"));
  }

  @AfterEach
  void stop() throws Exception {
    spark.stop();
    // The next test's mount leads elsewhere.
    FileSystem.closeAll();
  }

  @Test
  void tasksPreferTheOwnersAndTheSecondReadIsServedFromThem() throws Exception {
    try (KindlingCluster cluster =
        KindlingCluster.start(JavaSparkContext.fromSparkContext(spark.sparkContext()))) {
      Dataset<Row> pictures = spark.read().format("cachedimages").load("cache:///pictures");
      List<String> direct = pixels(spark.read().format("cachedimages").load(work.toString()));
      assertThat(places(pictures.select("path")))
          .isNotEmpty()
          .allMatch(CachedImagesOverCacheTest::isExecutor);
      assertThat(pixels(pictures)).isEqualTo(direct).hasSize(12);
      MetricsSnapshot before = cluster.metrics();
      assertThat(pixels(pictures)).isEqualTo(direct);
      MetricsSnapshot warm = cluster.metrics().minus(before);
      assertThat(warm.get(Metric.MEMORY_BYTES)).isEqualTo(stored);
      assertThat(warm.get(Metric.UNDER_STORE_BYTES)).isZero();
    }
  }

  @Test
  void readySamplesAreTheSameRows() throws Exception {
    try (KindlingCluster cluster =
        KindlingCluster.start(JavaSparkContext.fromSparkContext(spark.sparkContext()))) {
      List<String> plain = resized("none");
      assertThat(resized("cached")).isEqualTo(plain).hasSize(12);
      MetricsSnapshot before = cluster.metrics();
      assertThat(resized("cached")).isEqualTo(plain);
      assertThat(cluster.metrics().minus(before).get(Metric.UNDER_STORE_BYTES)).isZero();
    }
  }

  private List<String> resized(String samples) {
    return pixels(
        spark
            .read()
            .format("cachedimages")
            .option("samples", samples)
            .option("resize", "16x16")
            .option("colour", "bgr")
            .load("cache:///pictures"));
  }

  /** Sorted here, because Spark reads what it sorts twice. */
  private static List<String> pixels(Dataset<Row> pictures) {
    return pictures
        .selectExpr("label", "synset", "image.width", "hex(image.data)", "width", "error")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  /** Of the RDD at the bottom, to which Spark goes for the places of what is made of it. */
  private static List<String> places(Dataset<Row> pictures) {
    RDD<?> lowest = pictures.rdd();
    while (lowest.dependencies().nonEmpty()) {
      lowest = lowest.dependencies().head().rdd();
    }
    RDD<?> source = lowest;
    return Arrays.stream(source.partitions())
        .flatMap(partition -> places(source, partition).stream())
        .toList();
  }

  private static List<String> places(RDD<?> rdd, Partition partition) {
    return JavaConverters.seqAsJavaListConverter(rdd.preferredLocations(partition)).asJava();
  }

  private static boolean isExecutor(String place) {
    return place.startsWith("executor_");
  }
}

package io.kindling.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.metrics.Metric;
import io.kindling.spark.PicturesInS3;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ready samples of pictures in S3, kept by two executors in JVMs of their own. */
@Timeout(240)
class SamplesIT {
  private static final int PICTURES = 60;
  private static final long SAMPLE_BYTES = 500L * 500 * 3;

  @TempDir Path work;
  private PicturesInS3 s3;

  @BeforeEach
  void uploadPictures() throws Exception {
    s3 = PicturesInS3.upload(work, PICTURES);
  }

  @AfterEach
  void stopServer() throws IOException {
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
    return s3.start(
        Map.of("spark.locality.wait", "0s", "spark.hadoop.fs.cache.memory.size", "96m"));
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
    String name = metric.name();
    return PicturesInS3.askNodes(spark, node -> node.metrics().get(Metric.valueOf(name)));
  }
}

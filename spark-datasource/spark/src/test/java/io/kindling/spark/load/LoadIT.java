package io.kindling.spark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.store.Freed;
import io.kindling.hadoop.load.CacheFiles;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.load.SampleJob;
import io.kindling.hadoop.load.SampleMaking;
import io.kindling.spark.Kindling;
import io.kindling.spark.PicturesInS3;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ui.SQLAppStatusStore;
import org.apache.spark.sql.execution.ui.SQLExecutionUIData;
import org.apache.spark.sql.execution.ui.SQLPlanMetric;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.collection.Iterator;

/** Loads pictures of S3, and ready samples of them, into two executors in JVMs of their own. */
@Timeout(240)
class LoadIT {
  private static final int PICTURES = 60;
  private static final long SAMPLE_BYTES = 500L * 500 * 3;

  @TempDir private static Path work;
  private static PicturesInS3 s3;
  private static SparkSession spark;
  private static ClusterClient client;

  @BeforeAll
  static void start() throws Exception {
    s3 = PicturesInS3.upload(work, PICTURES);
    // Tasks go anywhere, so both executors want blocks and packs of either.
    spark =
        s3.start(Map.of("spark.locality.wait", "0s", "spark.hadoop.fs.cache.memory.size", "96m"));
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    client =
        Objects.requireNonNull(
            KindlingProcess.cluster(
                Settings.read(CacheOptions.ALL, hadoop::get), System.getProperty("user.name")));
    await("two storage nodes")
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              client.refresh();
              return client.table().size() == 2;
            });
  }

  @AfterAll
  static void stop() throws IOException {
    if (spark != null) {
      spark.stop();
    }
    if (s3 != null) {
      s3.close();
    }
  }

  @Test
  void tasksBringWhatIsMissingAndReadersFindIt() throws Exception {
    Set<String> descriptions = new ConcurrentSkipListSet<>();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onJobStart(SparkListenerJobStart start) {
                descriptions.add(
                    String.valueOf(start.properties().getProperty("spark.job.description")));
              }
            });
    free("cache:///data");
    s3.reset();
    LoadReport first = Kindling.load(spark, "cache:///data");
    assertThat(first.files()).isEqualTo(PICTURES);
    assertThat(first.bytesHeld()).isEqualTo(first.bytes()).isPositive();
    assertThat(first.bytesHeldBefore()).isZero();
    assertThat(first.bytesByTasks()).isEqualTo(first.bytes());
    assertThat(first.failed()).isEmpty();
    assertThat(s3.reset().getObject()).isEqualTo(PICTURES);
    await("the job's event")
        .untilAsserted(
            () ->
                assertThat(descriptions)
                    .anyMatch(each -> each.startsWith("Kindling load of cache:///data: 0 of 60")));

    await("the metrics of the SQL tab")
        .untilAsserted(
            () ->
                assertThat(sqlMetrics("Kindling load of cache:///data: 0 of 60"))
                    .containsEntry("files brought to their owners, large ones in parts", "60")
                    .containsEntry("bytes brought to their owners", Long.toString(first.bytes()))
                    .containsEntry("files that tasks could not fetch", "0"));

    LoadReport again = Kindling.load(spark, "cache:///data");
    assertThat(again.bytesHeldBefore()).isEqualTo(first.bytes());
    assertThat(again.bytesByTasks()).isZero();
    long bytes =
        spark
            .read()
            .format("cachedimages")
            .load("cache:///data")
            .selectExpr("sum(length(image.data))")
            .first()
            .getLong(0);
    assertThat(bytes).isPositive();
    assertThat(s3.reset().getObject()).isZero();
  }

  @Test
  void readySamplesThatNodesMadeAreFoundByReaders() throws Exception {
    LoadProgress progress = new LoadProgress();
    SampleJob job = new SampleJob(client, List.of("cache:///data"), "resize=64x48", progress);
    SampleMaking.Made made = job.run();
    assertThat(made.samples()).isEqualTo(PICTURES);
    assertThat(made.made()).isEqualTo(made.packs()).isPositive();
    assertThat(made.failures()).isEmpty();
    assertThat(progress.filesDone()).isEqualTo(made.packs());

    SampleMaking.Made again =
        new SampleJob(client, List.of("cache:///data"), "resize=64x48", new LoadProgress()).run();
    assertThat(again.packs()).isEqualTo(made.packs());
    assertThat(again.made()).isZero();
    s3.reset();
    long found =
        spark
            .read()
            .format("cachedimages")
            .option("samples", "cached")
            .option("resize", "64x48")
            .load("cache:///data")
            .selectExpr("sum(length(image.data))")
            .first()
            .getLong(0);
    assertThat(found).isEqualTo(PICTURES * 64L * 48 * 3);
    assertThat(s3.reset().getObject()).isZero();
    assertThatThrownBy(
            () ->
                new SampleJob(client, List.of("cache:///data"), "resize=64", new LoadProgress())
                    .run())
        .hasMessageContaining("WIDTHxHEIGHT");
  }

  @Test
  void samplesAreMadeOnceWhoeverReadsThem() throws Exception {
    free("cache:///data");
    s3.reset();
    long before = total(Metric.PACKS_MADE);
    CompletableFuture<Long> one = CompletableFuture.supplyAsync(LoadIT::sampleBytes);
    CompletableFuture<Long> other = CompletableFuture.supplyAsync(LoadIT::sampleBytes);
    assertThat(one.get(120, TimeUnit.SECONDS)).isEqualTo(PICTURES * SAMPLE_BYTES);
    assertThat(other.get(120, TimeUnit.SECONDS)).isEqualTo(PICTURES * SAMPLE_BYTES);
    assertThat(s3.reset().getObject()).isEqualTo(PICTURES);
    long made = total(Metric.PACKS_MADE);
    long opened = total(Metric.PACKS_HERE) + total(Metric.PACKS_PEER);

    assertThat(sampleBytes()).isEqualTo(PICTURES * SAMPLE_BYTES);
    assertThat(s3.reset().getObject()).isZero();
    assertThat(total(Metric.PACKS_MADE)).isEqualTo(made);
    assertThat(total(Metric.PACKS_HERE) + total(Metric.PACKS_PEER) - opened)
        .as("packs of the set")
        .isEqualTo(made - before)
        .isPositive();
  }

  private static long sampleBytes() {
    return spark
        .read()
        .format("cachedimages")
        .option("samples", "cached")
        .option("resize", "500x500")
        .load("cache:///data")
        .selectExpr("sum(length(image.data))")
        .first()
        .getLong(0);
  }

  /** Over both executors. */
  private static long total(Metric metric) {
    String name = metric.name();
    Map<String, Long> counts =
        PicturesInS3.askNodes(spark, node -> node.metrics().get(Metric.valueOf(name)));
    assertThat(counts).hasSize(2);
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void whatCannotBeReadFailsAndIsNamed() throws Exception {
    free("cache:///data/ant/3.jpg");
    s3.refuse("train/ant/3.jpg", 403);
    try {
      assertThatThrownBy(() -> Kindling.load(spark, "cache:///data/ant"))
          .isInstanceOfSatisfying(
              LoadFailedException.class,
              failed -> {
                assertThat(failed.report().files()).isEqualTo(PICTURES / 3);
                assertThat(failed.report().failed())
                    .extracting(LoadProgress.Failure::path)
                    .containsExactly("cache:/data/ant/3.jpg");
              })
          .hasMessageContaining("1 of 20 files")
          .hasMessageContaining("cache:/data/ant/3.jpg");
    } finally {
      s3.accept();
    }
    assertThatThrownBy(() -> Kindling.load(spark, "cache:///data/none"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("none");
  }

  @Test
  void storesOwnPathIsLoadedAndFreedAsItIsWritten() throws Exception {
    free("s3a://photos/train");
    LoadReport report = Kindling.load(spark, "s3a://photos/train");
    assertThat(report.files()).isEqualTo(PICTURES);
    assertThat(report.bytesHeldBefore()).isZero();
    assertThat(report.bytesByTasks()).isEqualTo(report.bytes());
    assertThat(Kindling.load(spark, "cache:///data/ant").bytesByTasks()).isZero();
  }

  /** Metrics by name of the latest statement whose description begins so. */
  private static Map<String, String> sqlMetrics(String description) {
    SQLAppStatusStore store = spark.sharedState().statusStore();
    Map<String, String> found = new HashMap<>();
    Iterator<SQLExecutionUIData> statements = store.executionsList().iterator();
    while (statements.hasNext()) {
      SQLExecutionUIData statement = statements.next();
      if (statement.description().startsWith(description)) {
        var values = store.executionMetrics(statement.executionId());
        Iterator<SQLPlanMetric> metrics = statement.metrics().iterator();
        while (metrics.hasNext()) {
          SQLPlanMetric metric = metrics.next();
          Option<String> value = values.get(metric.accumulatorId());
          if (value.isDefined()) {
            found.put(metric.name(), value.get());
          }
        }
      }
    }
    return found;
  }

  private static void free(String path) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try (CacheFiles files = CacheFiles.asTheyAre(hadoop)) {
      var freed = client.operator().free(files.locate(path).uri(), Freed.Pinned.GO);
      assertThat(freed).hasSize(2);
    }
  }
}

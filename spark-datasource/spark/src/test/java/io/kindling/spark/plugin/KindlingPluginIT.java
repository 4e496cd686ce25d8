package io.kindling.spark.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.StorageNode;
import io.kindling.s3.RequestCounts;
import io.kindling.spark.KindlingPlugin;
import io.kindling.spark.PicturesInS3;
import io.kindling.spark.TaskPlaces;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.Tuple2;

/** Two executors in JVMs of their own over pictures in S3. */
@Timeout(240)
class KindlingPluginIT {
  private static final int PICTURES = 60;

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
  void secondReadAsksTheStoreForNothing() throws Exception {
    Set<ProcessHandle> before = descendants();
    try (SparkSession spark = start(Map.of())) {
      awaitNodes(spark);
      Dataset<Row> images = spark.read().format("cachedimages").load("cache:///data");
      RequestCounts listed = s3.reset();
      assertThat(listed.getObject()).isZero();
      assertThat(listed.headObject() + listed.listObjects()).isLessThan(10);

      long bytes = decodedBytes(images);
      RequestCounts first = s3.reset();
      assertThat(first.getObject()).isEqualTo(PICTURES);
      assertThat(first.headObject() + first.listObjects()).isZero();

      TaskPlaces places = new TaskPlaces();
      spark.sparkContext().addSparkListener(places);
      assertThat(decodedBytes(images)).isEqualTo(bytes);
      RequestCounts second = s3.reset();
      assertThat(second).isEqualTo(new RequestCounts(0, 0, 0, 0, 0, 0, 0));

      int partitions = images.rdd().getNumPartitions();
      await("the last task's event").until(() -> places.ofScans().size() == partitions);
      assertThat(places.ofScans()).containsOnly("PROCESS_LOCAL");

      requireStatus(spark);
      Map<String, Long> held = bytesHeld(spark);
      assertThat(held).hasSize(2);
      assertThat(held.values()).allMatch(used -> used > 0);
      assertThat(KindlingProcess.node()).as("a node in the driver").isNull();
    }
    await("executors end")
        .atMost(Duration.ofSeconds(30))
        .until(() -> without(descendants(), before).isEmpty());
  }

  /** The page that the environment tab names, and the metrics that Spark's own system has. */
  private static void requireStatus(SparkSession spark) throws Exception {
    String page = spark.sparkContext().getConf().get(KindlingDriver.PAGE_KEY);
    assertThat(spark.sparkContext().getConf().getAll())
        .as("what the environment tab shows")
        .extracting(Tuple2::_1)
        .contains(KindlingDriver.PAGE_KEY);
    await("counters of both executors on the page")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              String json = get(page + "api/cluster");
              assertThat(json).contains("\"executor\":\"0\"").contains("\"executor\":\"1\"");
              assertThat(number(json, "requested"))
                  .isPositive()
                  .isEqualTo(
                      number(json, "memory")
                          + number(json, "disk")
                          + number(json, "peer")
                          + number(json, "underStore"));
            });
    assertThat(sparkMetrics()).isEqualTo(Metric.values().length);
    List<Integer> registered =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(List.of(1, 2, 3, 4), 4)
            .map(number -> sparkMetrics())
            .collect();
    assertThat(registered).containsOnly(Metric.values().length);
  }

  /** How many metrics of the plugin are in the sink of Spark's metric system in this JVM. */
  private static int sparkMetrics() throws JMException {
    String plugin = "plugin." + KindlingPlugin.class.getName();
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(new ObjectName("metrics:name=*." + plugin + ".*,*"), null)
        .size();
  }

  private static long number(String json, String name) {
    Matcher matcher = Pattern.compile("\"reads\":\\{[^}]*\"" + name + "\":(\\d+)").matcher(json);
    assertThat(matcher.find()).as(name + " in " + json).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private static String get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  @Tag("full")
  void decommissionedExecutorHandsItsBlocksOver() throws Exception {
    try (SparkSession spark = start(Map.of("spark.decommission.enabled", "true"))) {
      awaitNodes(spark);
      Dataset<Row> images = spark.read().format("cachedimages").load("cache:///data");
      long bytes = decodedBytes(images);
      Set<String> executors = bytesHeld(spark).keySet();
      s3.reset();

      String leaving = executors.iterator().next();
      CoarseGrainedSchedulerBackend backend =
          (CoarseGrainedSchedulerBackend) spark.sparkContext().schedulerBackend();
      assertThat(
              backend.decommissionExecutor(
                  leaving,
                  new ExecutorDecommissionInfo("its host goes", Option.empty()),
                  true,
                  false))
          .isTrue();
      await("the executor to leave")
          .atMost(Duration.ofSeconds(90))
          .until(() -> !bytesHeld(spark).containsKey(leaving));

      assertThat(decodedBytes(images)).isEqualTo(bytes);
      assertThat(s3.reset().getObject()).isZero();
    }
  }

  @Test
  @Tag("full")
  void executorsWithoutANodeReadAsClients() throws Exception {
    try (SparkSession spark = start(Map.of("spark.hadoop.fs.cache.memory.size", "64g"))) {
      Dataset<Row> images = spark.read().format("cachedimages").load("cache:///data");
      assertThat(images.where("error is null").count()).isEqualTo(PICTURES);
      assertThat(bytesHeld(spark)).isEmpty();
    }
  }

  private SparkSession start(Map<String, String> more) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.locality.wait", "30s");
    settings.put("spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink");
    settings.put("spark.hadoop.fs.cache.memory.size", "64m");
    settings.putAll(more);
    return s3.start(settings);
  }

  private static long decodedBytes(Dataset<Row> images) {
    return images.selectExpr("sum(length(image.data))").first().getLong(0);
  }

  private static void awaitNodes(SparkSession spark) {
    await("two storage nodes")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(bytesHeld(spark)).hasSize(2));
  }

  /** Bytes of blocks in the store of each executor. */
  private static Map<String, Long> bytesHeld(SparkSession spark) {
    return PicturesInS3.askNodes(spark, StorageNode::used);
  }

  private static Set<ProcessHandle> descendants() {
    return ProcessHandle.current().descendants().collect(Collectors.toSet());
  }

  private static Set<ProcessHandle> without(Set<ProcessHandle> all, Set<ProcessHandle> known) {
    Set<ProcessHandle> rest = new HashSet<>(all);
    rest.removeAll(known);
    return rest;
  }
}

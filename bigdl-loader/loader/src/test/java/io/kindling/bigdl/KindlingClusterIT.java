package io.kindling.bigdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.intel.analytics.bigdl.dataset.ByteRecord;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import java.awt.Color;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One JVM is driver and executor here; the quickstart's test has a JVM for each. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KindlingClusterIT {

  @TempDir Path folder;
  private JavaSparkContext spark;
  private int pagePort;

  @BeforeEach
  void startSpark() throws Exception {
    for (int number = 0; number < 12; number++) {
      Path file = folder.resolve("class-%d/%02d.png".formatted(number % 3, number));
      Pictures.write(file, 64, 64, new Color(20 * number, 0, 0));
      // Files that changed a moment ago are not cached.
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      pagePort = free.getLocalPort();
    }
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("cluster")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.ui.enabled", "false")
                .set("spark.hadoop.fs.cache.memory.size", "64m")
                .set("spark.hadoop.fs.cache.status.port", Integer.toString(pagePort))
                .set("spark.hadoop.fs.cache.status.interval", "500ms")
                .set("spark.hadoop.fs.cache.mount.pictures", folder.toUri().toString()));
  }

  @AfterEach
  void stopSpark() throws Exception {
    spark.stop();
    // Hadoop keeps file systems for the whole JVM, with the mounts of the test that made them.
    FileSystem.closeAll();
  }

  @Test
  void theSecondReadComesFromTheStorageNodes() throws Exception {
    long bytes = bytesOfAllPictures();
    try (KindlingCluster cluster = KindlingCluster.start(spark)) {
      assertThat(cluster.size()).isEqualTo(1);

      MetricsSnapshot before = cluster.metrics();
      assertThat(read()).isEqualTo(12);
      MetricsSnapshot cold = cluster.metrics().minus(before);
      assertThat(read()).isEqualTo(12);
      MetricsSnapshot warm = cluster.metrics().minus(before).minus(cold);

      assertThat(cold.get(Metric.UNDER_STORE_BYTES)).isEqualTo(bytes);
      assertThat(warm.get(Metric.UNDER_STORE_BYTES)).isZero();
      assertThat(warm.get(Metric.FETCHES)).isZero();
      assertThat(warm.get(Metric.MEMORY_BYTES)).isEqualTo(bytes);
      requirePage(cluster.metrics().get(Metric.REQUESTED_BYTES));
    }
  }

  /** The page writes JSON by the library that this line of Spark brings. */
  private void requirePage(long requested) throws Exception {
    assertThat(new JsonFactory().version().toString()).startsWith("2.6.");
    HttpRequest cluster =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pagePort + "/api/cluster")).build();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(
                        HttpClient.newHttpClient()
                            .send(cluster, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("\"reads\":{\"requested\":" + requested + ","));
  }

  @Test
  void closingStopsTheNodesAndLeavesTheOptionsAsTheyWere() throws Exception {
    int options = spark.hadoopConfiguration().size();
    KindlingCluster cluster = KindlingCluster.start(spark);
    assertThat(KindlingProcess.node()).isNotNull();

    cluster.close();

    assertThat(KindlingProcess.node()).isNull();
    assertThat(spark.hadoopConfiguration().size()).isEqualTo(options);
    assertThat(threads()).noneMatch(name -> name.contains("ignite") || name.contains("disco-"));
  }

  @Test
  void aClusterCanBeStartedAgain() throws Exception {
    for (int round = 0; round < 2; round++) {
      try (KindlingCluster cluster = KindlingCluster.start(spark)) {
        assertThat(cluster.size()).isEqualTo(1);
        assertThat(read()).isEqualTo(12);
      }
    }
  }

  @Test
  void anApplicationOfAnotherClusterIsToldWhichKeyToUnset() {
    spark.hadoopConfiguration().set("fs.cache.cluster.seeds", "storage-1:4711");

    assertThatThrownBy(() -> KindlingCluster.start(spark))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("fs.cache.cluster.seeds")
        .hasMessageContaining("storage-1:4711");
  }

  private long read() throws Exception {
    return PictureRecords.of(spark, "cache:///pictures")
        .load()
        .rdd()
        .map(ByteRecord::label)
        .count();
  }

  private long bytesOfAllPictures() throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static Stream<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(thread -> thread.getName().toLowerCase(java.util.Locale.ROOT));
  }
}

package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.image.options.CachedImagesException;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A local folder below {@code cache:///}, cached in this one JVM. */
class CachedImagesOverCacheTest {
  private static SparkSession spark;
  private static PictureFolder folder;

  @BeforeAll
  static void mountFolder(@TempDir Path root) throws Exception {
    folder = new PictureFolder(root);
    folder.writeClasses(2, 5);
    folder.write("bee/gray scale.png", 33, 21, BufferedImage.TYPE_BYTE_GRAY);
    folder.writeText("bee/none.jpg", "not a picture");
    makeOlder(root);
    spark =
        LocalSpark.start(
            Map.of(
                "spark.plugins",
                KindlingPlugin.class.getName(),
                "spark.hadoop.fs.cache.mount.pictures",
                root.toUri().toString(),
                "spark.hadoop.fs.cache.memory.size",
                "32m",
                "spark.hadoop.fs.cache.faults",
                "strict"));
  }

  @AfterAll
  static void stop() throws Exception {
    spark.stop();
    // The next test's mount leads elsewhere.
    FileSystem.closeAll();
  }

  @Test
  void rowsAreThoseOfTheFolderItself() {
    List<Row> direct = rows(folder.root().toString());
    List<Row> cached = rows("cache:///pictures");
    assertThat(cached).hasSize(12);
    for (int i = 0; i < direct.size(); i++) {
      assertThat(withoutPath(cached.get(i))).isEqualTo(withoutPath(direct.get(i)));
    }
    assertThat(cached.get(0).getString(0)).isEqualTo("cache:/pictures/ant/0.jpg");
    assertThat(cached.get(0).getStruct(2).getString(0)).isEqualTo("cache:///pictures/ant/0.jpg");
  }

  @Test
  void secondReadIsServedFromMemory() {
    rows("cache:///pictures");
    var before = KindlingProcess.metrics();
    rows("cache:///pictures");
    var after = KindlingProcess.metrics();
    long requested = after.get(Metric.REQUESTED_BYTES) - before.get(Metric.REQUESTED_BYTES);
    assertThat(requested).isPositive();
    assertThat(after.get(Metric.MEMORY_BYTES) - before.get(Metric.MEMORY_BYTES))
        .isEqualTo(requested);
  }

  @Test
  void unknownMountAndMissingFolderAreToldInOneLine() {
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(() -> spark.read().format("cachedimages").load("cache:///photos/train"))
        .withMessageContaining("fs.cache.mount.photos")
        .satisfies(refused -> assertThat(refused.getMessage()).hasLineCount(1));
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(() -> spark.read().format("cachedimages").load("cache:///pictures/dog"))
        .withMessageStartingWith("cachedimages: cache:/pictures/dog: ")
        .withMessageContaining("does not exist")
        .satisfies(refused -> assertThat(refused.getMessage()).hasLineCount(1));
  }

  @Test
  void localMasterStartsNoNode() {
    assertThat(KindlingProcess.node()).isNull();
    assertThat(spark.sparkContext().hadoopConfiguration().get("fs.cache.cluster.seeds")).isNull();
  }

  private static List<Row> rows(String path) {
    Dataset<Row> images = spark.read().format("cachedimages").load(path);
    return images.select("path", "label", "image", "error").orderBy("path").collectAsList();
  }

  private static List<Object> withoutPath(Row row) {
    Row image = row.getStruct(2);
    return Arrays.asList(
        row.get(1),
        image.get(1),
        image.get(2),
        image.get(3),
        image.get(4),
        ByteBuffer.wrap((byte[]) image.get(5)),
        row.get(3));
  }

  /** Files that changed a moment ago are not cached. */
  private static void makeOlder(Path root) throws Exception {
    FileTime lastHour = FileTime.from(Instant.now().minusSeconds(3600));
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, lastHour);
      }
    }
  }
}

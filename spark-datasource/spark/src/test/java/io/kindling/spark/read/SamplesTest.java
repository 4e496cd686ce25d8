package io.kindling.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.image.column.ImageField;
import io.kindling.image.options.CachedImagesException;
import io.kindling.spark.KindlingPlugin;
import io.kindling.spark.LocalSpark;
import io.kindling.spark.PictureFolder;
import io.kindling.spark.arrow.RowVectors;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.runtime.BoxedUnit;

/** {@code samples=cached} over a local folder, cached in this one JVM. */
class SamplesTest {
  private static final int PICTURES = 11;
  private static SparkSession spark;
  private static PictureFolder folder;

  @BeforeAll
  static void mountFolder(@TempDir Path root, @TempDir Path shards) throws Exception {
    folder = new PictureFolder(root);
    folder.writeClasses(2, 5);
    folder.writeText("bee/none.jpg", "not a picture");
    spark =
        LocalSpark.start(
            Map.of(
                "spark.plugins",
                KindlingPlugin.class.getName(),
                "spark.hadoop.fs.cache.mount.pictures",
                root.toUri().toString(),
                "spark.hadoop.fs.cache.mount.shards",
                shards.toUri().toString(),
                "spark.hadoop.fs.cache.memory.size",
                "64m",
                "spark.hadoop.fs.cache.metadata.settle-time",
                "0ms",
                "spark.hadoop.fs.cache.metadata.freshness",
                "0ms",
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
  void rowsAreThoseOfAReadWithoutSamples() {
    List<List<Object>> plain = rows(reader("40x30").load("cache:///pictures"));
    assertThat(plain).hasSize(PICTURES);
    for (int read = 0; read < 2; read++) {
      assertThat(rows(sampled("40x30").load("cache:///pictures"))).isEqualTo(plain);
    }
  }

  @Test
  void batchesHoldWhatRowsHoldAndGiveTheirMemoryBack() {
    List<List<Object>> plain = rows(sampled("42x32").load("cache:///pictures"));
    DataFrameReader columnar = sampled("42x32").option("columnar", "true");
    for (String batchSize : List.of("1k", "16m")) {
      Dataset<Row> batches = columnar.option("batchSize", batchSize).load("cache:///pictures");
      assertThat(rows(batches)).isEqualTo(plain);
      assertThat(batches.select("tensor", "label").collectAsList())
          .containsExactlyInAnyOrderElementsOf(
              sampled("42x32").load("cache:///pictures").select("tensor", "label").collectAsList());
    }
    assertThat(RowVectors.allocated()).isZero();
  }

  @Test
  void batchesShowTheCachesOwnMemoryWhereSamplesHaveNoGapBetweenThem() {
    // 42x32x3 is a multiple of 64, and 43x33x3 is not.
    assertThat(shownRows("42x32")).isEqualTo(PICTURES - 1);
    assertThat(shownRows("43x33")).isZero();
    assertThat(RowVectors.allocated()).isZero();
  }

  /** How many pictures are in buffers of just their bytes, which Arrow's own are longer than. */
  private static int shownRows(String size) {
    Dataset<Row> batches =
        sampled(size).option("columnar", "true").load("cache:///pictures").select("image");
    List<SparkPlan> plan = new ArrayList<>();
    // Not collectLeaves(): what it returns differs between Spark's lines.
    batches
        .queryExecution()
        .sparkPlan()
        .foreach(
            node -> {
              plan.add(node);
              return BoxedUnit.UNIT;
            });
    return plan.get(plan.size() - 1)
        .executeColumnar()
        .toJavaRDD()
        .map(
            batch -> {
              ArrowColumnVector data =
                  (ArrowColumnVector) batch.column(0).getChild(ImageField.DATA.ordinal());
              VarBinaryVector vector = (VarBinaryVector) data.getValueVector();
              int rows = batch.numRows();
              long bytes = vector.getEndOffset(rows - 1);
              return bytes > 0 && vector.getDataBuffer().capacity() == bytes ? rows : 0;
            })
        .reduce(Integer::sum);
  }

  @Test
  void laterReadsMakeNoSamples() {
    rows(sampled("41x31").load("cache:///pictures"));
    long made = count(Metric.PACKS_MADE);
    long requested = count(Metric.REQUESTED_BYTES);
    long found = count(Metric.PACKS_HERE);
    rows(sampled("41x31").load("cache:///pictures"));
    rows(sampled("41x31").option("labelBase", "1").load("cache:///pictures").where("label = 2"));
    assertThat(count(Metric.PACKS_MADE)).isEqualTo(made);
    assertThat(count(Metric.REQUESTED_BYTES)).isEqualTo(requested);
    assertThat(count(Metric.PACKS_HERE)).isGreaterThan(found);
  }

  @Test
  void changedPictureIsSeen() throws Exception {
    folder.write("changing/ant/0.jpg", 30, 30, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("changing/bee/0.jpg", 30, 30, BufferedImage.TYPE_3BYTE_BGR);
    List<List<Object>> before = rows(sampled("8x8").load("cache:///pictures/changing"));
    Files.copy(
        folder.root().resolve("bee/1.jpg"),
        folder.root().resolve("changing/bee/0.jpg"),
        StandardCopyOption.REPLACE_EXISTING);
    List<List<Object>> after = rows(sampled("8x8").load("cache:///pictures/changing"));
    assertThat(after.get(0)).isEqualTo(before.get(0));
    assertThat(after.get(1)).isNotEqualTo(before.get(1));
    deleteChanging();
  }

  private static void deleteChanging() throws Exception {
    for (String name : List.of("ant/0.jpg", "bee/0.jpg", "ant", "bee", "")) {
      Files.delete(folder.root().resolve("changing").resolve(name));
    }
  }

  @Test
  void recordsOfContainersAreSamplesAsWell(@TempDir Path other) throws Exception {
    Dataset<Row> pictures =
        reader("20x10")
            .load("cache:///pictures")
            .where("error is null")
            .select("bytes", "path", "label");
    pictures
        .write()
        .format("cachedimages")
        .option("layout", "webdataset")
        .save("cache:///shards/" + other.getFileName());
    String shards = "cache:///shards/" + other.getFileName();
    List<List<Object>> plain = rows(reader("46x36").load(shards));
    assertThat(plain).hasSize(PICTURES - 1);
    assertThat(rows(sampled("46x36").load(shards))).isEqualTo(plain);
    long made = count(Metric.PACKS_MADE);
    assertThat(rows(sampled("46x36").load(shards))).isEqualTo(plain);
    assertThat(count(Metric.PACKS_MADE)).isEqualTo(made);
  }

  @Test
  void filterAndLimitTakeFromTheSamePacks() {
    rows(sampled("42x32").load("cache:///pictures"));
    long made = count(Metric.PACKS_MADE);
    Dataset<Row> bees = sampled("42x32").load("cache:///pictures").where("label = 1");
    assertThat(rows(bees)).hasSize(6).allMatch(row -> row.get(1).equals(1));
    assertThat(sampled("42x32").load("cache:///pictures").limit(3).collectAsList()).hasSize(3);
    assertThat(count(Metric.PACKS_MADE)).isEqualTo(made);
  }

  @Test
  void badPicturesAreTreatedByMode() {
    assertThat(rows(sampled("43x33").option("mode", "DROPMALFORMED").load("cache:///pictures")))
        .hasSize(PICTURES - 1);
    assertThatThrownBy(
            () -> rows(sampled("43x33").option("mode", "FAILFAST").load("cache:///pictures")))
        .hasStackTraceContaining("bee/none.jpg: no picture: its first bytes");
  }

  @Test
  void whatSamplesCannotServeIsReadWithoutThem() {
    long made = count(Metric.PACKS_MADE);
    Dataset<Row> images = sampled("45x35").load("cache:///pictures");
    assertThat(images.selectExpr("sum(length(bytes))", "count(error)").first().getLong(0))
        .isPositive();
    assertThat(images.select("path", "label").collectAsList()).hasSize(PICTURES);
    assertThat(count(Metric.PACKS_MADE)).isEqualTo(made);
  }

  @Test
  void wrongRequestsAreTold() {
    assertThatThrownBy(() -> reader("256").option("samples", "cached").load("cache:///pictures"))
        .isInstanceOf(CachedImagesException.class)
        .hasMessageContaining("samples is \"cached\"")
        .hasMessageContaining("resize to WIDTHxHEIGHT");
    Dataset<Row> bare = sampled("40x30").load(folder.root().toString());
    assertThatThrownBy(() -> bare.select("image").collectAsList())
        .hasStackTraceContaining("fs.cache.mount.<name>=file:///");
  }

  private static DataFrameReader reader(String size) {
    return spark.read().format("cachedimages").option("resize", size).option("colour", "bgr");
  }

  private static DataFrameReader sampled(String size) {
    return spark.read().format("cachedimages").option("resize", size).option("samples", "cached");
  }

  private static long count(Metric metric) {
    return KindlingProcess.metrics().get(metric);
  }

  private static List<List<Object>> rows(Dataset<Row> images) {
    List<List<Object>> rows = new ArrayList<>();
    for (Row row :
        images
            .select("path", "label", "synset", "width", "height", "error", "image")
            .orderBy("path")
            .collectAsList()) {
      Row image = row.getStruct(6);
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        values.add(row.get(i));
      }
      for (int i = 0; i < 5; i++) {
        values.add(image.get(i));
      }
      values.add(ByteBuffer.wrap(image.getAs("data")));
      rows.add(values);
    }
    return rows;
  }
}

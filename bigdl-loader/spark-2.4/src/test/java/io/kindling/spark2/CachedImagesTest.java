package io.kindling.spark2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.column.PictureColumn;
import io.kindling.image.options.CachedImagesException;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format on a real Spark 2.4. */
class CachedImagesTest {
  @TempDir static Path work;
  private static SparkSession spark;
  private static PictureFolder folder;

  @BeforeAll
  static void writePictures() throws Exception {
    folder = new PictureFolder(work.resolve("set"));
    folder.write("ant/colour.png", 40, 30, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("ant/photo.jpg", 200, 100, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("bee/gray.png", 33, 21, BufferedImage.TYPE_BYTE_GRAY);
    folder.write("cat/clear.png", 17, 9, BufferedImage.TYPE_4BYTE_ABGR);
    folder.writeText("dog/none.jpg", "not a picture");
    spark = LocalSpark.start(Map.of());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void columnsAreThoseOfNewerSparks() {
    assertThat(load().columns()).containsExactlyElementsOf(PictureColumn.words());
    assertThat(load().schema().apply("image").dataType()).isEqualTo(ImageSchema.columnSchema());
  }

  @Test
  void picturesAreThoseOfSparksOwnSource() {
    String[] fields = {"image.origin", "image.height", "image.width", "image.nChannels"};
    String all = String.join(",", fields) + ",image.mode,hex(image.data)";
    String[] columns = all.split(",", -1);
    String pngs = folder.root() + "/*/*.png";
    List<Row> ours = reader().load(pngs).selectExpr(columns).orderBy("origin").collectAsList();
    assertThat(ours).hasSize(3);
    assertThat(ours)
        .isEqualTo(
            spark
                .read()
                .format("image")
                .load(pngs)
                .selectExpr(columns)
                .orderBy("origin")
                .collectAsList());
    Row image = reader().load(pngs).select("image").first().getStruct(0);
    assertThat(ImageSchema.getHeight(image)).isEqualTo(30);
    assertThat(ImageSchema.getData(image)).hasSize(40 * 30 * 3);
  }

  @Test
  void rowsHoldLabelsSizesBytesAndTensors() throws Exception {
    Row row =
        reader()
            .option("labelBase", "1")
            .load(path())
            .where("path like '%gray.png'")
            .select(
                "label", "synset", "split", "size", "bytes", "width", "height", "error", "tensor")
            .first();
    byte[] stored = Files.readAllBytes(folder.root().resolve("bee/gray.png"));
    assertThat(row.getInt(0)).isEqualTo(2);
    assertThat(row.getString(1)).isEqualTo("bee");
    assertThat(row.isNullAt(2)).isTrue();
    assertThat(row.getLong(3)).isEqualTo(stored.length);
    assertThat((byte[]) row.get(4)).isEqualTo(stored);
    assertThat(List.of(row.getInt(5), row.getInt(6))).containsExactly(33, 21);
    assertThat(row.isNullAt(7)).isTrue();
    assertThat(row.<Float>getList(8)).hasSize(33 * 21).allMatch(one -> one >= 0 && one <= 255);
  }

  @Test
  void modificationTimeIsThatOfTheFile() throws Exception {
    Path file = folder.root().resolve("bee/gray.png");
    assertThat(load().where("synset = 'bee'").select("modificationTime").first().getTimestamp(0))
        .isEqualTo(new java.sql.Timestamp(Files.getLastModifiedTime(file).toMillis()));
  }

  @Test
  void badPictureHasItsReasonIsLeftOutOrEndsTheJob() {
    Row bad = load().where("error is not null").select("path", "image.height", "error").first();
    assertThat(bad.getString(0)).endsWith("/dog/none.jpg");
    assertThat(bad.getInt(1)).isEqualTo(-1);
    assertThat(bad.getString(2)).startsWith("no picture");
    Dataset<Row> dropping = reader().option("mode", "dropmalformed").load(path());
    assertThat(dropping.select("image").collectAsList()).hasSize(4);
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> failFast().select("image").collectAsList())
        .withMessageContaining("dog/none.jpg: no picture");
  }

  @Test
  void onlyWantedColumnsAndPicturesAreRead() {
    // Under fail-fast a decoder would end these at the bad picture.
    assertThat(failFast().count()).isEqualTo(5);
    assertThat(failFast().select("path", "label", "size").collectAsList()).hasSize(5);
    assertThat(failFast().where("label < 3").select("image").collectAsList()).hasSize(4);
    assertThat(failFast().where("synset in ('ant', 'bee')").select("tensor").collectAsList())
        .hasSize(3);
    assertThat(
            failFast()
                .where("path like '%.png' and not label <=> 3 or size < 0")
                .select("image")
                .collectAsList())
        .hasSize(3);
    assertThat(failFast().where("modificationTime > '2035-01-01'").select("image").count())
        .isZero();
    assertThat(failFast().where("split is not null").select("image").collectAsList()).isEmpty();
  }

  @Test
  void filtersAreMarkedAsDoneInThePlan() {
    String plan =
        load()
            .where("label = 1 and width > 3")
            .select("path")
            .queryExecution()
            .executedPlan()
            .toString();
    assertThat(plan)
        .contains("*EqualTo(label,1)")
        .contains("GreaterThan(width,3)")
        .doesNotContain("*GreaterThan(width,3)");
  }

  @Test
  void decodingIsThatOfTheOptions() {
    Dataset<Row> small =
        reader().option("resize", "16x12").option("colour", "bgr").option("crop", "8").load(path());
    assertThat(small.where("error is null").select("image.data").collectAsList())
        .hasSize(4)
        .allMatch(row -> ((byte[]) row.get(0)).length == 8 * 8 * 3);
  }

  @Test
  void epochsShuffleAndKeepEveryPicture() {
    List<String> listed = paths(reader());
    assertThat(paths(reader().option("seed", "3").option("epoch", "1")))
        .containsExactlyInAnyOrderElementsOf(listed);
  }

  @Test
  void sqlReadsIt() {
    spark.sql(
        "create temporary view pictures using cachedimages options (path '"
            + path()
            + "', resize '8x8', columns 'label,image')");
    assertThat(
            spark
                .sql("select label, count(*) from pictures where image.height = 8 group by label")
                .count())
        .isEqualTo(3);
    assertThat(spark.table("pictures").columns()).containsExactly("label", "image");
  }

  @Test
  void filtersOnRecordsOfContainersAreDoneBeforeDecoding() throws Exception {
    String table = work.resolve("table").toString();
    reader()
        .load(path())
        .select("bytes", "label")
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(table);
    Dataset<Row> records = reader().option("mode", "FAILFAST").load(table);
    assertThat(records.where("label < 3").select("image").collectAsList()).hasSize(4);
    assertThat(records.where("path like '%#4'").select("label", "path").first().getString(1))
        .endsWith(".parquet#4");
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> records.select("image").collectAsList())
        .withMessageContaining("no picture");
  }

  @Test
  void tablesAndViewsAreRead() {
    load().select("path", "label", "bytes", "modificationTime").createOrReplaceTempView("stored");
    String[] columns = {"path", "label", "size", "modificationTime", "image.width", "error"};
    assertThat(table("stored").load().selectExpr(columns).orderBy("path").collectAsList())
        .isEqualTo(load().selectExpr(columns).orderBy("path").collectAsList());
    Dataset<Row> pictures = table("stored").option("mode", "FAILFAST").load();
    assertThat(pictures.where("label < 3 and size > 0").select("image").collectAsList()).hasSize(4);
    assertThat(pictures.selectExpr("sum(size)").first().getLong(0)).isPositive();
    String orc = work.resolve("orc").toString();
    spark
        .table("stored")
        .selectExpr("named_struct('bytes', bytes) image", "label")
        .write()
        .mode("overwrite")
        .orc(orc);
    assertThat(
            table("orc.`" + orc + "`")
                .option("resize", "8x8")
                .load()
                .where("label = 1")
                .selectExpr("image.height")
                .first()
                .getInt(0))
        .isEqualTo(8);
    refused(() -> table("nowhere").load(), "table nowhere: ");
    refused(() -> table("stored").option("pictureColumn", "label").load(), "these fit: [bytes]");
  }

  @Test
  void readsAreCountedOnThePageOfTheStage() throws Exception {
    load().select("bytes").createOrReplaceTempView("nameless");
    long stored = load().selectExpr("sum(size)").first().getLong(0);
    assertThat(counted(load().select("image")))
        .containsEntry("number of pictures read", 5L)
        .containsEntry("bytes of encoded pictures read", stored)
        .containsEntry("number of bad pictures", 1L)
        .containsEntry("bytes from the under store", 0L);
    // The view's own scan reads the files, and the table decodes what it gives.
    assertThat(counted(table("nameless").load().select("image")))
        .containsEntry("number of pictures read", 10L)
        .containsEntry("bytes of encoded pictures read", 2 * stored)
        .containsEntry("number of bad pictures", 1L)
        .containsKey("time of decoding in ms");
  }

  private static Map<String, Long> counted(Dataset<Row> read) throws Exception {
    return StageAccumulators.of(spark, read::collectAsList);
  }

  private static DataFrameReader table(String name) {
    return reader().option("table", name);
  }

  @Test
  void wrongOptionsAndPathsAreToldInOneLine() {
    refused(() -> reader().option("mode", "strict").load(path()), "option mode is \"strict\"");
    refused(() -> reader().option("resiez", "8x8").load(path()), "did you mean resize?");
    refused(() -> reader().option("columns", "pixels").load(path()), "some of path, label");
    refused(() -> reader().option("columnar", "true").load(path()), "Spark 2.4 takes rows only");
    refused(() -> reader().load(path() + "/nowhere"), "/nowhere does not exist");
    refused(() -> reader().load(), "no path: call load");
    // What Spark 2.4 does not hand over.
    refused(() -> reader().load(path() + "/ant", path() + "/bee"), "by the option paths");
    String both = "[\"" + path() + "/ant\", \"" + path() + "/bee\"]";
    assertThat(reader().option("paths", both).load().count()).isEqualTo(3);
    refused(() -> reader().option("paths", "ant, bee").load(), "must be a JSON array of paths");
  }

  @Test
  void folderWithoutPicturesIsToldWhenItIsRead(@TempDir Path empty) {
    refused(() -> reader().load(empty.toString()).collectAsList(), "no pictures in file:" + empty);
  }

  @Test
  void itIsNotWritten() {
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> load().write().format("cachedimages").save(path() + "-copy"))
        .withMessageContaining("create table as select");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable read, String message) {
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(read)
        .withMessageContaining(message)
        .satisfies(refused -> assertThat(refused.getMessage()).hasLineCount(1));
  }

  private static List<String> paths(DataFrameReader reader) {
    return reader.load(path()).select("path").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static Dataset<Row> failFast() {
    return reader().option("mode", "FAILFAST").load(path());
  }

  private static DataFrameReader reader() {
    return spark.read().format("cachedimages");
  }

  private static Dataset<Row> load() {
    return reader().load(path());
  }

  private static String path() {
    return folder.root().toString();
  }
}

package io.kindling.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.options.CachedImagesException;
import io.kindling.spark.LocalSpark;
import io.kindling.spark.PictureFolder;
import io.kindling.spark.StageAccumulators;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in tables of Spark: ORC in the session's catalog, files by their path, and views. */
class PictureTableTest {
  private static final String[] EVERYTHING = {
    "path",
    "label",
    "size",
    "modificationTime",
    "hex(bytes)",
    "image.height",
    "hex(image.data)",
    "tensor",
    "width",
    "height",
    "error"
  };

  @TempDir static Path work;
  private static SparkSession spark;

  @BeforeAll
  static void writeTables() throws Exception {
    spark = LocalSpark.start(Map.of("spark.sql.warehouse.dir", work.resolve("tables").toString()));
    PictureFolder folder = new PictureFolder(work.resolve("set"));
    folder.write("ant/colour.png", 40, 30, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("bee/gray.png", 33, 21, BufferedImage.TYPE_BYTE_GRAY);
    folder.write("bee/photo.jpg", 60, 40, BufferedImage.TYPE_3BYTE_BGR);
    folder.writeText("cat/none.jpg", "not a picture");
    spark.sql("create database db");
    load()
        .select("path", "label", "modificationTime", "bytes")
        .write()
        .format("orc")
        .saveAsTable("db.pictures");
    spark
        .table("db.pictures")
        .selectExpr(
            "named_struct('bytes', bytes, 'name', path) as image",
            "element_at(array('ant', 'bee', 'cat'), label + 1) as class",
            "bytes as preview")
        .write()
        .orc(orc());
  }

  @AfterAll
  static void stop() {
    spark.sql("drop database db cascade");
    spark.stop();
  }

  @Test
  void rowsAreThoseOfTheFiles() {
    List<Row> files = load().selectExpr(EVERYTHING).orderBy("path").collectAsList();
    assertThat(files).hasSize(4);
    assertThat(table("db.pictures").load().selectExpr(EVERYTHING).orderBy("path").collectAsList())
        .isEqualTo(files);
    assertThat(table("db.pictures").load().schema()).isEqualTo(load().schema());
  }

  @Test
  void columnsAreNamedAndMayBeInStructs() throws Exception {
    Path synsets =
        java.nio.file.Files.write(work.resolve("synsets.txt"), List.of("bee", "cat", "ant"));
    List<Row> rows =
        table("orc.`" + orc() + "`")
            .option("layout", "table")
            .option("pictureColumn", "image.bytes")
            .option("labelColumn", "class")
            .option("pathColumn", "image.name")
            .option("synsetFile", synsets.toString())
            .option("labelBase", "1")
            .load()
            .selectExpr("regexp_extract(path, '[a-z]+[.][a-z]+$', 0)", "label", "synset", "width")
            .orderBy("width")
            .collectAsList();
    assertThat(rows.toString())
        .isEqualTo(
            "[[none.jpg,2,cat,null], [gray.png,1,bee,33], [colour.png,3,ant,40],"
                + " [photo.jpg,1,bee,60]]");
  }

  @Test
  void viewsAreTablesAndDecodingIsThatOfTheOptions() {
    spark.table("db.pictures").where("label = 1").select("bytes").createOrReplaceTempView("bees");
    Dataset<Row> bees = table("bees").option("resize", "8x8").option("colour", "bgr").load();
    assertThat(bees.select("path", "label", "image.data").collectAsList())
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat(row.getString(0)).isEqualTo("bees");
              assertThat(row.isNullAt(1)).isTrue();
              assertThat((byte[]) row.get(2)).hasSize(8 * 8 * 3);
            });
    spark.sql(
        "create or replace temporary view decoded using cachedimages options (table 'bees',"
            + " columns 'image')");
    assertThat(spark.sql("select max(image.width) from decoded").first().getInt(0)).isEqualTo(60);
  }

  @Test
  void onlyWhatIsWantedIsDecoded() {
    // Under fail-fast a decoder would end these at the bad picture.
    Dataset<Row> pictures = table("db.pictures").option("mode", "FAILFAST").load();
    assertThat(pictures.count()).isEqualTo(4);
    assertThat(pictures.select("path", "label").collectAsList()).hasSize(4);
    assertThat(pictures.selectExpr("sum(size)").first().getLong(0)).isPositive();
    assertThat(pictures.where("label < 2").select("image").collectAsList()).hasSize(3);
    assertThat(pictures.where("size > 100 and path like '%.png'").select("tensor").collectAsList())
        .hasSize(2);
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> pictures.select("image").collectAsList())
        .withMessageContaining("cat/none.jpg: no picture");
  }

  @Test
  void badPicturesFollowTheMode() {
    Row bad =
        table("db.pictures").load().where("error is not null").select("path", "error").first();
    assertThat(bad.getString(0)).endsWith("none.jpg");
    assertThat(
            table("db.pictures")
                .option("mode", "DROPMALFORMED")
                .load()
                .select("image")
                .collectAsList())
        .hasSize(3);
    spark.sql("select cast(null as binary) as content").createOrReplaceTempView("nothing");
    assertThat(table("nothing").load().select("error").first().getString(0))
        .isEqualTo("its column is null");
  }

  @Test
  void picturesAreCountedOnThePageOfTheStage() throws Exception {
    long stored = load().selectExpr("sum(size)").first().getLong(0);
    Map<String, Long> images =
        StageAccumulators.of(
            spark, () -> table("db.pictures").load().select("image").collectAsList());
    assertThat(images)
        .containsEntry("number of pictures read", 4L)
        .containsEntry("bytes of encoded pictures read", stored)
        .containsEntry("number of bad pictures", 1L)
        .containsKey("time of decoding in ms")
        .doesNotContainKey("bytes from the under store");
    assertThat(
            StageAccumulators.of(
                spark, () -> table("db.pictures").load().select("label").collectAsList()))
        .containsEntry("number of pictures read", 0L);
  }

  @Test
  void randomCropsAreDrawnByTheNamesOfThePictures() {
    DataFrameReader crops = table("db.pictures").option("crop", "8").option("cropPlace", "random");
    List<Row> once = crops.option("seed", "7").load().selectExpr("hex(image.data)").collectAsList();
    assertThat(crops.load().selectExpr("hex(image.data)").collectAsList()).isEqualTo(once);
  }

  @Test
  void whatCannotBeIsToldInOneLine() {
    spark.sql("select 1 as label, 'x' as text").createOrReplaceTempView("textual");
    refused(table("db.nowhere"), "table db.nowhere: ", "db");
    refused(table("textual"), "has no binary column for pictures, but [label, text]");
    refused(
        table("orc.`" + orc() + "`"),
        "has several binary columns, [image.bytes, preview]",
        "pictureColumn");
    refused(
        table("db.pictures").option("labelColumn", "bytes"),
        "has no column bytes as labelColumn wants it",
        "these fit: [path, label]");
    refused(table("db.pictures").option("path", "/set"), "both a path and the table db.pictures");
    refused(table("db.pictures").option("layout", "parquet"), "option layout is \"parquet\"");
    refused(table("db.pictures").option("pathGlobFilter", "*"), "pathGlobFilter is for files");
    refused(table("db.pictures").option("columnar", "true"), "option columnar is \"true\"");
    refused(
        table("db.pictures").option("samples", "cached").option("resize", "8x8"),
        "option samples is \"cached\", which is for files");
    refused(table("db.pictures").option("epoch", "1"), "order the rows");
    refused(reader().option("layout", "table"), "name the table, or the view, by the option table");
    spark.table("db.pictures").select("bytes").createOrReplaceTempView("nameless");
    refused(
        table("nameless").option("flip", "random"), "name the one that names them by pathColumn");
  }

  @Test
  void tablesAreNoStreams() {
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(
            () ->
                spark
                    .readStream()
                    .format("cachedimages")
                    .option("table", "db.pictures")
                    .load()
                    .writeStream()
                    .format("noop")
                    .start())
        .withMessageContaining("cachedimages");
  }

  private static void refused(DataFrameReader reader, String... messages) {
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(reader::load)
        .satisfies(refused -> assertThat(refused.getMessage()).contains(messages).hasLineCount(1));
  }

  private static DataFrameReader table(String name) {
    return reader().option("table", name);
  }

  private static DataFrameReader reader() {
    return spark.read().format("cachedimages");
  }

  private static Dataset<Row> load() {
    return reader().load(work.resolve("set").toString());
  }

  private static String orc() {
    return work.resolve("orc").toString();
  }
}

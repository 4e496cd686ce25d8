package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.options.CachedImagesException;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to a set, by the options of a read. */
class LayoutsTest {
  @TempDir static Path root;
  private static SparkSession spark;
  private static PictureFolder folder;

  @BeforeAll
  static void writePictures() throws Exception {
    spark = LocalSpark.start(Map.of("spark.sql.session.timeZone", "UTC"));
    folder = new PictureFolder(root.resolve("set"));
    folder.write("train/bee/1.png", 30, 20, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("train/ant/1.jpg", 40, 30, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("val/ant/2.png", 50, 40, BufferedImage.TYPE_3BYTE_BGR);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void splitsAreAColumn() {
    assertThat(rows(reader(), "label", "synset", "split"))
        .containsExactlyInAnyOrder("[0,ant,train]", "[1,bee,train]", "[0,ant,val]");
  }

  @Test
  void parquetWithPicturesIsRead() {
    String table = root.resolve("table").toString();
    spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .load(path())
        .select(
            functions.struct(functions.col("content").as("bytes")).as("image"),
            functions.length(functions.col("content")).cast("long").as("class"))
        .withColumn("class", functions.col("class").multiply(0).plus(3))
        .write()
        .parquet(table);
    List<Row> rows =
        spark
            .read()
            .format("cachedimages")
            .option("pictureColumn", "image.bytes")
            .option("labelColumn", "class")
            .load(table)
            .select("label", "image.width", "error")
            .collectAsList();
    assertThat(rows).hasSize(3).allMatch(row -> row.getInt(0) == 3 && row.isNullAt(2));
    assertThat(rows).extracting(row -> row.getInt(1)).containsExactlyInAnyOrder(30, 40, 50);
  }

  @Test
  void filesOfAListNeedNoPath() throws Exception {
    Path list = Files.write(root.resolve("list.txt"), List.of("set/val/ant/2.png"));
    assertThat(rows(reader().option("filesFrom", list.toString()).load(), "split", "width"))
        .containsExactly("[null,50]");
  }

  @Test
  void filtersAndSynsetsAreThoseOfTheOptions() throws Exception {
    assertThat(rows(reader().option("pathGlobFilter", "*.png"), "width")).hasSize(2);
    Path synsets = Files.write(root.resolve("synsets.txt"), List.of("cat", "bee", "ant"));
    assertThat(
            rows(reader().option("synsetFile", synsets.toString()).option("labelBase", 1), "label"))
        .containsExactlyInAnyOrder("[3]", "[2]", "[3]");
    Path old = root.resolve("set/train/ant/1.jpg");
    Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-05-01T12:00:00Z")));
    assertThat(rows(reader().option("modifiedBefore", "2020-05-01T12:00:01"), "width"))
        .containsExactly("[40]");
    assertThat(rows(reader().option("modifiedAfter", "2020-05-01T13:00:00+01:00"), "width"))
        .containsExactlyInAnyOrder("[30]", "[50]");
  }

  @Test
  void cropsAreCutAfterResizing() {
    DataFrameReader cropped =
        reader().option("resize", "20").option("crop", "16x12").option("cropPlace", "random");
    assertThat(rows(cropped, "image.width", "image.height"))
        .containsExactly("[16,12]", "[16,12]", "[16,12]");
    DataFrameReader large = reader().option("crop", "100").option("flip", "random");
    assertThat(large.load(path()).select("error").first().getString(0))
        .contains("smaller than the crop of 100 x 100");
  }

  @Test
  void wrongValuesAreNamedWithWhatTheyCanBe() {
    assertRefused("layout", "folders", "class-folders, imagenet-names, files, sequencefile");
    assertRefused("modifiedAfter", "yesterday", "a time like 2026-01-31T23:59:59");
    assertRefused("crop", "0x5", "WIDTHxHEIGHT");
    assertRefused("storedLabelBase", "2", "between 0 and 1");
    assertRefused("recursiveFileLookup", "perhaps", "true or false");
  }

  private static void assertRefused(String key, String value, String message) {
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(() -> reader().option(key, value).load(path()))
        .withMessageContaining("option " + key + " is \"" + value + "\"")
        .withMessageContaining(message);
  }

  private static List<String> rows(DataFrameReader reader, String... columns) {
    return rows(reader.load(path()), columns);
  }

  private static List<String> rows(Dataset<Row> images, String... columns) {
    return images.selectExpr(columns).collectAsList().stream().map(Row::toString).toList();
  }

  private static DataFrameReader reader() {
    return spark.read().format("cachedimages");
  }

  private static String path() {
    return root.resolve("set").toString();
  }
}

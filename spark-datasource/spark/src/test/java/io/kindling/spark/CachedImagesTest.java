package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.options.CachedImagesException;
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

class CachedImagesTest {
  private static SparkSession spark;
  private static PictureFolder folder;

  @BeforeAll
  static void writePictures(@TempDir Path root) throws Exception {
    spark = LocalSpark.start(Map.of());
    folder = new PictureFolder(root);
    folder.write("bee/gray.png", 33, 21, BufferedImage.TYPE_BYTE_GRAY);
    folder.write("ant/colour.png", 40, 30, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("ant/photo.jpg", 200, 100, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("cat/clear one.png", 17, 9, BufferedImage.TYPE_4BYTE_ABGR);
    folder.writeText("cat/none.jpg", "not a picture");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void schemaHoldsTheColumnsInOrder() {
    Dataset<Row> images = load();
    assertThat(images.columns())
        .containsExactly(
            "path",
            "label",
            "synset",
            "split",
            "size",
            "modificationTime",
            "bytes",
            "image",
            "tensor",
            "width",
            "height",
            "error");
  }

  @Test
  void labelsFollowTheSortedClassFolders() {
    List<Row> rows = load().select("path", "label").orderBy("path").collectAsList();
    assertThat(rows).extracting(row -> row.getInt(1)).containsExactly(0, 0, 1, 2, 2);
    assertThat(rows.get(0).getString(0)).endsWith("/ant/colour.png");
    assertThat(labels(reader().option("labelBase", "1").load(path())))
        .containsExactly(1, 1, 2, 3, 3);
  }

  @Test
  void badPictureHasItsReasonAndSparksInvalidImage() {
    Row row = load().where("error is not null").select("path", "image", "error").first();
    assertThat(row.getString(0)).endsWith("none.jpg");
    Row image = row.getStruct(1);
    assertThat(List.of(image.getInt(1), image.getInt(2), image.getInt(3), image.getInt(4)))
        .containsOnly(-1);
    assertThat((byte[]) image.get(5)).isEmpty();
    assertThat(row.getString(2)).startsWith("no picture");
  }

  @Test
  void goodPicturesHaveNoError() {
    assertThat(load().where("error is null").select("image.height").collectAsList())
        .extracting(row -> row.getInt(0))
        .containsExactlyInAnyOrder(30, 100, 21, 9);
  }

  @Test
  void dropMalformedLeavesBadPicturesOut() {
    Dataset<Row> images = reader().option("mode", "dropmalformed").load(path());
    assertThat(images.select("image").collectAsList()).hasSize(4);
  }

  @Test
  void failFastNamesTheFile() {
    Dataset<Row> images = reader().option("mode", "FAILFAST").load(path());
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> images.select("image").collectAsList())
        .withMessageContaining("cat/none.jpg: no picture");
  }

  @Test
  void pixelsAreReadOnlyWhenAColumnNeedsThem() throws Exception {
    // Under fail-fast a decoder would end these.
    Dataset<Row> images = reader().option("mode", "FAILFAST").load(path());
    assertThat(images.count()).isEqualTo(5);
    assertThat(images.select("path", "label").collectAsList()).hasSize(5);
    assertThat(images.select("image.origin").collectAsList())
        .extracting(row -> row.getString(0))
        .anyMatch(origin -> origin.endsWith("none.jpg"));
  }

  @Test
  void fieldsOfTheImageCanBeTakenAlone() {
    List<Row> rows =
        load().where("label = 1").select("image.width", "image.data", "image.mode").collectAsList();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).getInt(0)).isEqualTo(33);
    assertThat((byte[]) rows.get(0).get(1)).hasSize(33 * 21);
    assertThat(rows.get(0).getInt(2)).isZero();
  }

  @Test
  void resizeColourAndLimitAreOptions() {
    Dataset<Row> small = reader().option("resize", "16x12").option("colour", "bgr").load(path());
    assertThat(small.where("error is null").select("image").collectAsList())
        .extracting(row -> ((byte[]) row.getStruct(0).get(5)).length)
        .containsOnly(16 * 12 * 3);
    Dataset<Row> limited = reader().option("pixelLimit", "1000").load(path());
    assertThat(limited.where("error like '%more than the limit of 1000;%'").count()).isEqualTo(2);
  }

  @Test
  void wrongOptionsAreToldInOneLine() {
    refused(
        "labelBase",
        "2",
        "cachedimages: option labelBase is \"2\" and must be a whole number between 0 and 1");
    refused(
        "mode",
        "strict",
        "cachedimages: option mode is \"strict\" and must be PERMISSIVE, DROPMALFORMED, FAILFAST");
    refused(
        "resize",
        "0x7",
        "cachedimages: option resize is \"0x7\" and must be WIDTHxHEIGHT or the shorter side, in"
            + " pixels");
    refused(
        "colour", "sepia", "cachedimages: option colour is \"sepia\" and must be as-stored, bgr");
  }

  @Test
  void missingFolderAndFolderWithoutPicturesAreTold(@TempDir Path empty) {
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(() -> reader().load(path() + "/nowhere"))
        .withMessage("cachedimages: File file:" + path() + "/nowhere does not exist");
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(() -> reader().load(empty.toString()).collectAsList())
        .withMessageStartingWith("cachedimages: no pictures in file:" + empty)
        .satisfies(refused -> assertThat(refused.getMessage()).hasLineCount(1));
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(() -> reader().load("nosuchscheme:///pictures"))
        .withMessageStartingWith("cachedimages: nosuchscheme:/pictures: ");
  }

  private static void refused(String option, String value, String message) {
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(() -> reader().option(option, value).load(path()))
        .withMessage(message);
  }

  private static List<Integer> labels(Dataset<Row> images) {
    return images.select("label").orderBy("path").collectAsList().stream()
        .map(row -> row.getInt(0))
        .toList();
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

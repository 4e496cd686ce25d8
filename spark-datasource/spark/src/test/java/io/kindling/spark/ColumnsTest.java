package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.options.CachedImagesException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each column holds. */
class ColumnsTest {
  private static SparkSession spark;
  private static PictureFolder folder;
  private static Path colour;

  @BeforeAll
  static void writePictures(@TempDir Path root) throws Exception {
    spark = LocalSpark.start(Map.of());
    folder = new PictureFolder(root);
    colour = folder.write("ant/colour.png", 4, 3, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("bee/gray.png", 5, 2, BufferedImage.TYPE_BYTE_GRAY);
    folder.writeText("cat/none.jpg", "not a picture");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void whatTheListingKnows() throws Exception {
    Row row = first("path", "label", "synset", "split", "size", "modificationTime");
    assertThat(row.getString(0)).isEqualTo("file:" + colour);
    assertThat(row.getInt(1)).isZero();
    assertThat(row.getString(2)).isEqualTo("ant");
    assertThat(row.isNullAt(3)).isTrue();
    assertThat(row.getLong(4)).isEqualTo(Files.size(colour));
    assertThat(row.getTimestamp(5))
        .isEqualTo(new Timestamp(Files.getLastModifiedTime(colour).toMillis()));
  }

  @Test
  void bytesAreThoseOfTheFileEvenWhenItIsNoPicture() throws Exception {
    List<Row> rows = reader().load(path()).orderBy("path").select("bytes").collectAsList();
    assertThat((byte[]) rows.get(0).get(0)).isEqualTo(Files.readAllBytes(colour));
    assertThat((byte[]) rows.get(2).get(0))
        .isEqualTo("not a picture".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void widthAndHeightAreThoseOfTheFileWhateverItIsResizedTo() {
    Row row =
        reader()
            .option("resize", "8x8")
            .load(path())
            .orderBy("path")
            .select("width", "height", "image.width")
            .first();
    assertThat(List.of(row.getInt(0), row.getInt(1), row.getInt(2))).containsExactly(4, 3, 8);
  }

  @Test
  void badPictureHasNoSizeAndNoTensor() {
    Row row =
        reader()
            .load(path())
            .where("error is not null")
            .select("width", "height", "tensor")
            .first();
    assertThat(row.isNullAt(0) && row.isNullAt(1) && row.isNullAt(2)).isTrue();
  }

  @Test
  void tensorHasPlanesOfTheImagesBytes() {
    Row row = first("image.data", "tensor");
    byte[] data = (byte[]) row.get(0);
    List<Float> tensor = row.getList(1);
    assertThat(tensor).hasSize(3 * 4 * 3);
    for (int channel = 0; channel < 3; channel++) {
      for (int pixel = 0; pixel < 12; pixel++) {
        assertThat(tensor.get(channel * 12 + pixel))
            .isEqualTo((float) (data[pixel * 3 + channel] & 0xFF));
      }
    }
  }

  @Test
  void tensorTakesOrderScaleMeanAndDeviation() {
    Row row =
        reader()
            .option("tensorLayout", "NHWC")
            .option("tensorChannels", "rgb")
            .option("tensorScale", "0.5")
            .option("mean", "1, 2,3")
            .option("std", "2,4,8")
            .load(path())
            .where("synset = 'ant'")
            .select("image.data", "tensor")
            .first();
    byte[] data = (byte[]) row.get(0);
    List<Float> tensor = row.getList(1);
    float[] mean = {1, 2, 3};
    float[] std = {2, 4, 8};
    for (int i = 0; i < tensor.size(); i++) {
      int channel = i % 3;
      int stored = data[i - channel + 2 - channel] & 0xFF;
      assertThat(tensor.get(i)).isEqualTo((stored * 0.5f - mean[channel]) / std[channel]);
    }
  }

  @Test
  void grayTensorHasOnePlane() {
    assertThat(
            reader()
                .load(path())
                .where("synset = 'bee'")
                .selectExpr("size(tensor)")
                .first()
                .getInt(0))
        .isEqualTo(10);
  }

  @Test
  void wrongOptionsNameKeyValueAndWhatCanBe() {
    refused(
        "lableBase",
        "1",
        "there is no option lableBase; did you mean labelBase? The options are columns, ");
    refused(
        "columns", "path,picture", "option columns is \"path,picture\" and must be some of path,");
    refused("pixel-limit", "1", "there is no option pixel-limit; did you mean pixelLimit?");
    refused("std", "1,0,1", "option std is \"1,0,1\" and must be numbers other than 0");
    refused("mean", "a", "option mean is \"a\" and must be numbers with commas between them");
    refused("seed", "x", "option seed is \"x\" and must be a whole number");
    refused("epoch", "-1", "option epoch is \"-1\" and must be a whole number from 0");
    refused("tensorLayout", "chw", "option tensorLayout is \"chw\" and must be nchw, nhwc");
    refused("columnar", "yes", "option columnar is \"yes\" and must be true or false");
    refused("batchSize", "much", "option batchSize is \"much\" and must be bytes up to 1g");
  }

  @Test
  void keysOfHadoopAreLeftToHadoop() {
    DataFrameReader reader =
        reader()
            .option("fs.file.impl", OptionDemandingFileSystem.class.getName())
            .option("fs.file.impl.disable.cache", "true");
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(() -> reader.load(path()))
        .withMessageContaining("no option ds_option");
    assertThat(
            reader
                .option("ds_option", "value")
                .option("mergeSchema", "true")
                .load(path())
                .where("error is null")
                .count())
        .isEqualTo(2);
  }

  @Test
  void tableCanHaveFewerColumns() {
    assertThat(reader().option("columns", "label, PATH").load(path()).columns())
        .containsExactly("label", "path");
  }

  @Test
  void severalPathsAreOneSet() {
    assertThat(reader().load(path() + "/ant", path() + "/bee").count()).isEqualTo(2);
  }

  /** As a file system that has its credentials from the options of the read. */
  public static final class OptionDemandingFileSystem extends LocalFileSystem {
    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
      if (!configuration.get("ds_option", "").equals("value")) {
        throw new IOException("no option ds_option");
      }
      super.initialize(name, configuration);
    }
  }

  private static void refused(String key, String value, String message) {
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(() -> reader().option(key, value).load(path()))
        .withMessageStartingWith("cachedimages: " + message);
  }

  private static Row first(String column, String... more) {
    return reader().load(path()).orderBy("path").select(column, more).first();
  }

  private static DataFrameReader reader() {
    return spark.read().format("cachedimages");
  }

  private static String path() {
    return folder.root().toString();
  }
}

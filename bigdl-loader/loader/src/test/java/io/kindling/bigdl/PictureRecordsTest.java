package io.kindling.bigdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import com.intel.analytics.bigdl.dataset.image.BGRImgCropper;
import com.intel.analytics.bigdl.dataset.image.BGRImgNormalizer;
import com.intel.analytics.bigdl.dataset.image.BytesToBGRImg;
import com.intel.analytics.bigdl.dataset.image.CropCenter$;
import com.intel.analytics.bigdl.dataset.image.LabeledBGRImage;
import java.awt.Color;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

class PictureRecordsTest {

  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("pictures")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void labelsCountFromOneInTheOrderOfTheClassFolders() throws IOException {
    Pictures.write(folder.resolve("owl/a.png"), 8, 8, Color.RED);
    Pictures.write(folder.resolve("ant/a.png"), 8, 8, Color.GREEN);
    Pictures.write(folder.resolve("fox/a.png"), 8, 8, Color.BLUE);

    PictureRecords records = load();

    assertThat(records.classNames()).containsExactly("ant", "fox", "owl");
    Map<Float, Integer> colours =
        records.rdd().collect().stream()
            .collect(Collectors.toMap(ByteRecord::label, record -> pixel(record, 0)));
    assertThat(colours)
        .containsOnly(Map.entry(1f, 0x00FF00), Map.entry(2f, 0x0000FF), Map.entry(3f, 0xFF0000));
  }

  @Test
  void flatImageNetNamesAreLabelledByTheirSynset() throws IOException {
    Pictures.write(folder.resolve("n01440764_10026.JPEG"), 8, 8, Color.RED);
    Pictures.write(folder.resolve("n01443537_2.JPEG"), 8, 8, Color.RED);
    Pictures.write(folder.resolve("n01440764_7.JPEG"), 8, 8, Color.RED);

    PictureRecords records = load();

    assertThat(records.classNames()).containsExactly("n01440764", "n01443537");
    assertThat(records.rdd().map(ByteRecord::label).collect())
        .containsExactlyInAnyOrder(1f, 1f, 2f);
  }

  @Test
  void recordsHoldWidthAndHeightBeforeRowsOfBlueGreenRed() throws IOException {
    Pictures.write(folder.resolve("a/wide.png"), 40, 10, new Color(10, 20, 30));

    ByteRecord record =
        PictureRecords.of(spark, folder.toUri().toString()).side(16).load().rdd().first();

    ByteBuffer bytes = ByteBuffer.wrap(record.data());
    assertThat(bytes.getInt()).isEqualTo(16);
    assertThat(bytes.getInt()).isEqualTo(16);
    assertThat(bytes.remaining()).isEqualTo(16 * 16 * 3);
    assertThat(bytes.get()).isEqualTo((byte) 30);
    assertThat(bytes.get()).isEqualTo((byte) 20);
    assertThat(bytes.get()).isEqualTo((byte) 10);
  }

  @Test
  void picturesAreResizedToTheSquareOfBigDlUnlessTold() throws IOException {
    Pictures.write(folder.resolve("a/1.png"), 300, 100, Color.RED);

    ByteRecord record = load().rdd().first();

    assertThat(ByteBuffer.wrap(record.data()).getInt()).isEqualTo(256);
    assertThat(record.data()).hasSize(8 + 256 * 256 * 3);
  }

  @Test
  void bigDlsOwnTransformersTakeTheRecords() throws IOException {
    Pictures.write(folder.resolve("a/1.png"), 300, 300, new Color(110, 120, 130));
    List<ByteRecord> records = load().rdd().collect();

    LabeledBGRImage image =
        new BytesToBGRImg(1f, -1, -1)
            .$minus$greater(new BGRImgCropper(224, 224, CropCenter$.MODULE$))
            .$minus$greater(new BGRImgNormalizer(104, 117, 123, 1, 1, 1))
            .apply(JavaConverters.asScalaIteratorConverter(records.iterator()).asScala())
            .next();

    assertThat(image.width()).isEqualTo(224);
    assertThat(image.label()).isEqualTo(1f);
    assertThat(image.content()[0]).isCloseTo(130 - 123, within(1e-4f));
    assertThat(image.content()[1]).isCloseTo(120 - 117, within(1e-4f));
    assertThat(image.content()[2]).isCloseTo(110 - 104, within(1e-4f));
  }

  @Test
  void aFileThatIsNoPictureIsDroppedAndCounted() throws IOException {
    Pictures.write(folder.resolve("a/1.png"), 8, 8, Color.RED);
    Files.writeString(folder.resolve("a/2.jpg"), "no picture at all");

    PictureRecords records = load();

    assertThat(records.pictures()).isEqualTo(2);
    assertThat(records.rdd().count()).isEqualTo(1);
    assertThat(records.dropped()).isEqualTo(1);
  }

  @Test
  void aFileThatIsNoPictureIsNamedWhenItMayNotBeDropped() throws IOException {
    Path broken = folder.resolve("a/2.jpg");
    Pictures.write(folder.resolve("a/1.png"), 8, 8, Color.RED);
    Files.writeString(broken, "no picture at all");

    PictureRecords records =
        PictureRecords.of(spark, folder.toUri().toString()).undecodable(Undecodable.FAIL).load();

    assertThatThrownBy(() -> records.rdd().count()).hasMessageContaining(broken.toString());
  }

  @Test
  void classesAboveTheLimitAreLeftOut() throws IOException {
    Pictures.write(folder.resolve("a/1.png"), 8, 8, Color.RED);
    Pictures.write(folder.resolve("b/1.png"), 8, 8, Color.RED);
    Pictures.write(folder.resolve("c/1.png"), 8, 8, Color.RED);

    PictureRecords records = PictureRecords.of(spark, folder.toUri().toString()).classes(2).load();

    assertThat(records.pictures()).isEqualTo(2);
    assertThat(records.rdd().map(ByteRecord::label).collect()).containsExactlyInAnyOrder(1f, 2f);
  }

  @Test
  void aFolderThatDoesNotExistIsNamed() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> PictureRecords.of(spark, missing.toUri().toString()).load())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void aFolderWithoutPicturesIsNamed() throws IOException {
    Files.writeString(folder.resolve("readme.txt"), "nothing to see");

    assertThatThrownBy(this::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString());
  }

  private PictureRecords load() throws IOException {
    return PictureRecords.of(spark, folder.toUri().toString()).load();
  }

  /** Red, green and blue of a pixel, as in {@link Color#getRGB}. */
  private static int pixel(ByteRecord record, int number) {
    int first = 8 + 3 * number;
    byte[] data = record.data();
    return ((data[first + 2] & 0xFF) << 16)
        | ((data[first + 1] & 0xFF) << 8)
        | (data[first] & 0xFF);
  }
}

package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.spark.row.ImagesSchema;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same files through Spark's own source {@code image} and through ours. */
class SparkImageParityTest {
  private static SparkSession spark;
  private static PictureFolder folder;

  @BeforeAll
  static void startSpark(@TempDir Path root) {
    spark = LocalSpark.start(Map.of());
    folder = new PictureFolder(root);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void imageColumnHasSparksOwnSchema() {
    assertThat(ImagesSchema.IMAGE_COLUMN).isEqualTo(ImageSchema.columnSchema());
  }

  @Test
  void losslessPicturesGiveTheSameStruct() throws IOException {
    folder.write("png/gray.png", 33, 21, BufferedImage.TYPE_BYTE_GRAY);
    folder.write("png/colour with space.png", 40, 30, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("png/clear.png", 17, 9, BufferedImage.TYPE_4BYTE_ABGR);
    folder.write("png/palette.png", 20, 20, BufferedImage.TYPE_BYTE_INDEXED);
    folder.write("png/colour.bmp", 31, 7, BufferedImage.TYPE_3BYTE_BGR);
    folder.writeText("png/none.png", "not a picture");
    Map<String, Row> ours = structs("cachedimages", "png");
    Map<String, Row> sparks = structs("image", "png");
    assertThat(ours.keySet()).isEqualTo(sparks.keySet()).hasSize(6);
    sparks.forEach((origin, row) -> assertThat(fields(ours.get(origin))).isEqualTo(fields(row)));
  }

  // On a JDK with the system's libjpeg-turbo there is no difference at all; with the JDK's own
  // older
  // libjpeg, colour is interpolated in another way.
  @Test
  void photographsOfAnotherDecoderDifferBySmallValuesOnly() throws IOException {
    folder.write("jpg/photo.jpg", 400, 300, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("jpg/gray.jpg", 400, 300, BufferedImage.TYPE_BYTE_GRAY);
    Map<String, Row> ours = structs("cachedimages", "jpg");
    structs("image", "jpg")
        .forEach(
            (origin, row) -> {
              Map<Integer, Integer> differences = differences(ours.get(origin), row);
              assertThat(differences.keySet()).allMatch(difference -> difference <= 6);
            });
  }

  /**
   * The pictures of Spark's own tests. A digest tells a change of our decoder; what Spark's source
   * decodes depends on the JDK's libjpeg, so JPEGs are compared with a tolerance.
   */
  @ParameterizedTest
  @CsvSource({
    "cls=kittens/date=2018-01/29.5.a_b_EGDP022204.jpg, 16, e993544a9922612d",
    "cls=kittens/date=2018-02/54893.jpg, 16, a6a022050e9106f2",
    "cls=kittens/date=2018-02/DP153539.jpg, 16, 329b06d0c55379a2",
    "cls=kittens/date=2018-02/DP802813.jpg, 16, d4ac19844308f142",
    "cls=multichannel/date=2018-02/chr30.4.184.jpg, 16, 0a8e5f55f07b0bd9",
    "cls=multichannel/date=2018-02/grayscale.jpg, 0, 893ddfc56073d0b7",
    "cls=multichannel/date=2018-01/BGRA.png, 24, af001db15a597256",
    "cls=multichannel/date=2018-01/BGRA_alpha_60.png, 24, e0c22d4397dd4de2",
  })
  void photographsOfSparksOwnTests(String name, int mode, String digest) throws Exception {
    Path picture = photographs().resolve(name);
    Row ours = image("cachedimages", picture);
    Row sparks = image("image", picture);
    assertThat(ours.getInt(4)).isEqualTo(mode);
    assertThat(digest((byte[]) ours.get(5))).isEqualTo(digest);
    Set<Integer> differences = differences(ours, sparks).keySet();
    if (name.endsWith(".png")) {
      assertThat(differences).containsExactly(0);
    } else {
      assertThat(differences).allMatch(difference -> difference <= 6);
    }
  }

  @Test
  void foldersOfSparksOwnTestsAreClassesAndNotPartitions() throws Exception {
    Dataset<Row> ours = spark.read().format("cachedimages").load(photographs().toString());
    // Spark's source makes columns "cls" and "date" of them, and a row of not-image.txt as well.
    assertThat(ours.groupBy("synset").count().orderBy("synset").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[cls=kittens,4]", "[cls=multichannel,4]");
    assertThat(ours.where("error is not null").count()).isZero();
    Row text = image("image", photographs().resolve("cls=kittens/date=2018-01/not-image.txt"));
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("cachedimages")
                    .option("pathGlobFilter", "*.txt")
                    .load(photographs().toString())
                    .count())
        .hasMessageContaining("no picture");
    assertThat(text.getInt(1)).isEqualTo(-1);
  }

  private static Path photographs() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(
                SparkImageParityTest.class.getResource("/images/partitioned"), "not unpacked")
            .toURI());
  }

  private static Row image(String format, Path picture) {
    return spark
        .read()
        .format(format)
        .load(picture.toString())
        .select("image")
        .first()
        .getStruct(0);
  }

  private static String digest(byte[] data) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data), 0, 8);
  }

  /** How often each absolute difference of two bytes occurs. */
  private static Map<Integer, Integer> differences(Row one, Row other) {
    assertThat(fields(one).subList(0, 5)).isEqualTo(fields(other).subList(0, 5));
    byte[] left = (byte[]) one.get(5);
    byte[] right = (byte[]) other.get(5);
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int i = 0; i < left.length; i++) {
      counts.merge(Math.abs((left[i] & 0xFF) - (right[i] & 0xFF)), 1, Integer::sum);
    }
    return counts;
  }

  private static Map<String, Row> structs(String format, String name) {
    Dataset<Row> images =
        spark.read().format(format).load(folder.root().resolve(name).toString()).select("image");
    Map<String, Row> byOrigin = new TreeMap<>();
    for (Row row : images.collectAsList()) {
      byOrigin.put(row.getStruct(0).getString(0), row.getStruct(0));
    }
    return byOrigin;
  }

  private static List<Object> fields(Row image) {
    return Arrays.asList(
        image.get(0),
        image.get(1),
        image.get(2),
        image.get(3),
        image.get(4),
        ByteBuffer.wrap((byte[]) image.get(5)));
  }
}

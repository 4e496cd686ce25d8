package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.spark.read.ImagesSchema;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

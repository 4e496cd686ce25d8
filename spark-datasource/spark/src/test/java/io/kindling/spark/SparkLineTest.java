package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one test that runs on every line of Spark in the quick tier; the full one runs all. */
class SparkLineTest {
  private static final String LINE = System.getProperty("kindling.spark-line", "3.5");

  @Test
  void picturesAreReadOnTheLineThatTheBuildNames(@TempDir Path root) throws Exception {
    PictureFolder folder = new PictureFolder(root);
    folder.write("ant/colour.png", 40, 30, BufferedImage.TYPE_3BYTE_BGR);
    folder.write("bee/gray.png", 33, 21, BufferedImage.TYPE_BYTE_GRAY);
    folder.writeText("bee/none.jpg", "not a picture");
    try (SparkSession spark =
        LocalSpark.start(Map.of("spark.plugins", KindlingPlugin.class.getName()))) {
      assertThat(spark.version()).startsWith(LINE);
      List<Row> rows =
          spark
              .read()
              .format("cachedimages")
              .load(root.toString())
              .orderBy("path")
              .select("label", "image.width", "image.data", "error")
              .collectAsList();
      assertThat(rows).extracting(row -> row.getInt(0)).containsExactly(0, 1, 1);
      assertThat(rows).extracting(row -> row.getInt(1)).containsExactly(40, 33, -1);
      assertThat((byte[]) rows.get(0).get(2)).hasSize(40 * 30 * 3);
      assertThat(rows.get(2).getString(3)).startsWith("no picture");
    }
  }
}

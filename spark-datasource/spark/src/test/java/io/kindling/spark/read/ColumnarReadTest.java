package io.kindling.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.spark.LocalSpark;
import io.kindling.spark.PictureFolder;
import io.kindling.spark.arrow.RowVectors;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches hold what rows hold, and give their memory back. */
class ColumnarReadTest {
  private static SparkSession spark;
  private static String path;

  @BeforeAll
  static void writePictures(@TempDir Path root) throws Exception {
    spark = LocalSpark.start(Map.of());
    PictureFolder folder = new PictureFolder(root);
    folder.writeClasses(2, 15);
    folder.write("bee/gray.png", 33, 21, BufferedImage.TYPE_BYTE_GRAY);
    folder.writeText("cat/none.jpg", "not a picture");
    path = root.toString();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @AfterEach
  void allMemoryIsGivenBack() {
    assertThat(RowVectors.allocated()).isZero();
  }

  @Test
  void everyColumnIsThatOfTheRows() {
    String all =
        "path,label,synset,split,size,modificationTime,hex(bytes),image.origin,image.height,"
            + "image.width,image.nChannels,image.mode,hex(image.data),tensor,width,height,error";
    String[] columns = all.split(",", -1);
    assertThat(columnar("64k").selectExpr(columns).orderBy("path").collectAsList())
        .isEqualTo(
            spark
                .read()
                .format("cachedimages")
                .load(path)
                .selectExpr(columns)
                .orderBy("path")
                .collectAsList());
  }

  @Test
  void wholeStructIsThatOfTheRows() {
    List<Row> batches = columnar("1m").select("image").orderBy("image.origin").collectAsList();
    assertThat(batches).hasSize(32);
    assertThat(batches.get(0).getStruct(0).getInt(1)).isEqualTo(90);
    assertThat((byte[]) batches.get(0).getStruct(0).get(5)).hasSize(120 * 90 * 3);
  }

  @Test
  void sparkTakesBatches() {
    columnar("16m").select("path", "tensor").createOrReplaceTempView("batches");
    assertThat(spark.sql("explain select * from batches").first().getString(0))
        .contains("ColumnarToRow");
  }

  @Test
  void limitedReadGivesItsMemoryBackToo() {
    assertThat(columnar("1k").select("image").limit(3).collectAsList()).hasSize(3);
    assertThat(columnar("1k").selectExpr("count(tensor)").first().getLong(0)).isEqualTo(31);
  }

  private static Dataset<Row> columnar(String batchSize) {
    return spark
        .read()
        .format("cachedimages")
        .option("columnar", "true")
        .option("batchSize", batchSize)
        .load(path);
  }
}

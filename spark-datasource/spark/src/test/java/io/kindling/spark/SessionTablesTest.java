package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and views of Spark's own catalog. */
class SessionTablesTest {
  private static SparkSession spark;
  private static Path root;

  @BeforeAll
  static void writePictures(@TempDir Path folder, @TempDir Path warehouse) throws Exception {
    root = folder;
    new PictureFolder(root).writeClasses(2, 3);
    spark = LocalSpark.start(Map.of("spark.sql.warehouse.dir", warehouse.toUri().toString()));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void viewByOptions() {
    holdsThePictures(
        "create temporary view pictures using cachedimages options (path 'ROOT', labelBase '1')");
    spark.sql("drop view pictures");
  }

  @Test
  void tableByOptions() {
    holdsThePictures(
        "create table pictures using cachedimages options (path 'ROOT', labelBase '1')");
    spark.sql("drop table pictures");
    assertThat(root.resolve("ant/0.jpg")).exists();
  }

  @Test
  void tableByLocation() {
    holdsThePictures(
        "create table pictures using cachedimages options (labelBase '1') location 'ROOT'");
    spark.sql("drop table pictures");
    assertThat(root.resolve("ant/0.jpg")).exists();
  }

  private static void holdsThePictures(String definition) {
    spark.sql(definition.replace("ROOT", root.toString()));
    List<Row> rows =
        spark
            .sql(
                "select synset, label, count(image.data), max(width) from pictures"
                    + " where error is null group by synset, label order by synset")
            .collectAsList();
    assertThat(rows).extracting(Row::mkString).containsExactly("ant13122", "bee23122");
    assertThat(spark.sql("select count(*) from pictures").first().getLong(0)).isEqualTo(6);
  }
}

package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.options.CachedImagesException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures from SQL. */
class ImagesCatalogTest {
  private static SparkSession spark;
  private static Path root;

  @BeforeAll
  static void writePictures(@TempDir Path folder) throws Exception {
    root = folder;
    new PictureFolder(root).writeClasses(3, 4);
    spark =
        LocalSpark.start(
            Map.of(
                "spark.sql.catalog.images",
                ImagesCatalog.class.getName(),
                "spark.sql.catalog.ones",
                ImagesCatalog.class.getName(),
                "spark.sql.catalog.ones.labelBase",
                "1",
                "spark.hadoop.fs.cache.mount.pictures",
                root.toUri().toString()));
  }

  @AfterAll
  static void stop() throws Exception {
    spark.stop();
    // The next test's mount leads elsewhere.
    FileSystem.closeAll();
  }

  @Test
  void pathIsATable() {
    List<Row> rows =
        sql("select synset, count(*), max(image.width) from images.`ROOT` group by 1 order by 1");
    assertThat(rows).extracting(row -> row.getString(0)).containsExactly("ant", "bee", "cat");
    assertThat(rows).extracting(row -> row.getLong(1)).containsOnly(4L);
    assertThat(rows).extracting(row -> row.getInt(2)).containsOnly(123);
  }

  @Test
  void pathBelowTheCacheIsATable() {
    assertThat(sql("select path from images.`cache:///pictures` where label = 2 limit 1"))
        .extracting(row -> row.getString(0))
        .containsExactly("cache:/pictures/cat/0.jpg");
  }

  @Test
  void optionsOfTheCatalogAreThoseOfItsTables() {
    assertThat(sql("select min(label), max(label) from ones.`ROOT`"))
        .extracting(row -> List.of(row.getInt(0), row.getInt(1)))
        .containsExactly(List.of(1, 3));
  }

  @Test
  void createdTableHasItsOwnOptions() {
    sql(
        "create table images.train using cachedimages options (resize = '16x16', labelBase = 1)"
            + " location 'ROOT'");
    assertThat(sql("select distinct image.width, min(label) over () from images.train"))
        .extracting(row -> List.of(row.getInt(0), row.getInt(1)))
        .containsExactly(List.of(16, 1));
    assertThat(spark.table("images.train").count()).isEqualTo(12);
    assertThat(sql("show tables in images")).hasSize(1);
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(() -> sql("create table images.train using cachedimages location 'ROOT'"))
        .withMessageContaining("already exists");
    sql("drop table images.train");
    assertThatExceptionOfType(AnalysisException.class)
        .isThrownBy(() -> sql("select * from images.train"));
  }

  @Test
  void optionsOfAQueryGoBeforeThoseOfTheTable() {
    assertThat(
            spark
                .read()
                .option("labelBase", "0")
                .table("ones.`" + root + "`")
                .selectExpr("min(label)")
                .first()
                .getInt(0))
        .isZero();
  }

  @Test
  void wrongTablesAreToldInOneLine(@TempDir Path empty) {
    refused("select * from images.`" + root + "/nowhere`", "does not exist");
    refused("select * from images.`" + empty + "`", "no pictures in");
    refused(
        "create table images.x using parquet location '" + root + "'",
        "catalog images has no tables USING parquet");
    refused(
        "create table images.x (a int) using cachedimages location '" + root + "'",
        "has its own columns");
    refused(
        "create table images.x using cachedimages options (resise = '3') location '" + root + "'",
        "there is no option resise");
    refused("create table images.x using cachedimages", "no path");
  }

  private static void refused(String query, String message) {
    assertThatExceptionOfType(CachedImagesException.class)
        .isThrownBy(() -> spark.sql(query).collectAsList())
        .withMessageContaining(message)
        .satisfies(refused -> assertThat(refused.getMessage()).hasLineCount(1));
  }

  private static List<Row> sql(String query) {
    return spark.sql(query.replace("ROOT", root.toString())).collectAsList();
  }
}

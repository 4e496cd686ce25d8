package io.kindling.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.spark.LocalSpark;
import io.kindling.spark.PictureFolder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 40 pictures of two classes and one file of a third that is none: under FAILFAST, a query that
 * opens that file fails.
 */
class PushdownTest {
  private static final int EACH = 20;
  private static SparkSession spark;
  private static String path;

  @BeforeAll
  static void writePictures(@TempDir Path root) throws Exception {
    spark = LocalSpark.start(Map.of());
    PictureFolder folder = new PictureFolder(root);
    folder.writeClasses(2, EACH);
    folder.writeText("zoo/none.jpg", "not a picture");
    path = root.toString();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label = 1",
        "label <> 2",
        "2 > label",
        "label in (0, 1)",
        "label between 0 and 1",
        "synset = 'bee'",
        "synset like 'b%'",
        "synset is not null and label < 2",
        "not (label = 2)",
        "size > 100",
        "path like '%/ant/%'",
        "path not like '%none%'",
        "label = 0 or synset = 'bee'",
        "split is null and size > 100",
        "label <=> 1",
        "modificationTime > timestamp'2001-01-01 00:00:00' and size > 100"
      })
  void filesThatCannotPassAreNotOpened(String condition) {
    Dataset<Row> wanted = reader().load(path).where(condition);
    List<Row> decoded = wanted.select("path", "image").collectAsList();
    assertThat(decoded).isNotEmpty();
    // Spark's own evaluation, over rows that were all made before.
    List<Row> all =
        reader()
            .load(path)
            .select("path", "label", "synset", "split", "size", "modificationTime")
            .collectAsList();
    long expected = spark.createDataFrame(all, all.get(0).schema()).where(condition).count();
    assertThat(decoded).hasSize(Math.toIntExact(expected));
    assertThat(plan(wanted.select("image"))).doesNotContain("Filter (");
  }

  @Test
  void nullsFollowSql() {
    assertThat(reader().load(path).where("split = 'train'").count()).isZero();
    assertThat(reader().load(path).where("not (split = 'train')").count()).isZero();
    assertThat(reader().load(path).where("split is null").count()).isEqualTo(2 * EACH + 1);
    assertThat(reader().load(path).where("split = 'train' or label = 1").count()).isEqualTo(EACH);
  }

  @Test
  void whatCannotBePushedIsDoneBySpark() {
    assertThat(reader().load(path).where("label % 2 = 1").count()).isEqualTo(EACH);
    assertThat(reader().load(path).where("label < 2 and error is null").count())
        .isEqualTo(2 * EACH);
  }

  @Test
  void limitOpensNoMoreFilesThanItNeeds() {
    // In the order of the listing the file that is none comes last.
    assertThat(reader().load(path).limit(3).select("image").collectAsList()).hasSize(3);
    assertThat(
            reader().option("mode", "DROPMALFORMED").load(path).limit(1000).select("image").count())
        .isEqualTo(2 * EACH + 1);
    assertThat(
            reader()
                .option("mode", "DROPMALFORMED")
                .load(path)
                .where("path like '%none%' or path like '%/bee/1%'")
                .limit(5)
                .select("image")
                .collectAsList())
        .hasSize(5);
  }

  @Test
  void sampleIsTheSameEveryTimeAndItsPartsAreDisjoint() {
    Set<String> once = paths(reader().load(path).sample(0.5, 7));
    assertThat(once).isEqualTo(paths(reader().load(path).sample(0.5, 7))).hasSizeBetween(8, 33);
    assertThat(plan(reader().load(path).sample(0.5, 7))).doesNotContain("Sample");
    assertThat(paths(reader().load(path).sample(0.5, 8))).isNotEqualTo(once);
    assertThat(paths(reader().load(path).sample(1.0, 7))).hasSize(2 * EACH + 1);
  }

  @Test
  void countsNeedNoTask() {
    assertThat(reader().load(path).count()).isEqualTo(2 * EACH + 1);
    assertThat(reader().load(path).where("label = 1").count()).isEqualTo(EACH);
    Dataset<Row> counted = reader().load(path).where("label = 1").selectExpr("count(*)");
    assertThat(plan(counted)).contains("LocalTableScan");
    assertThat(reader().load(path).groupBy("synset").count().collectAsList()).hasSize(3);
    assertThat(reader().load(path).selectExpr("count(*)", "count(*) + 1").first().getLong(1))
        .isEqualTo(2 * EACH + 2);
  }

  @Test
  void epochsHaveOrdersOfTheirOwn() {
    List<Row> listed = ordered(reader());
    List<Row> first = ordered(reader().option("seed", "3").option("epoch", "0"));
    List<Row> second = ordered(reader().option("seed", "3").option("epoch", "1"));
    assertThat(first).containsExactlyInAnyOrderElementsOf(listed).isNotEqualTo(listed);
    assertThat(second).containsExactlyInAnyOrderElementsOf(listed).isNotEqualTo(first);
    assertThat(ordered(reader().option("seed", "3"))).isEqualTo(first);
    assertThat(plan(reader().option("seed", "3").load(path).select("path")))
        .doesNotContain("Exchange");
  }

  private static List<Row> ordered(DataFrameReader reader) {
    return reader.load(path).select("path").collectAsList();
  }

  private static Set<String> paths(Dataset<Row> pictures) {
    Set<String> paths = new HashSet<>();
    pictures.select("path").collectAsList().forEach(row -> paths.add(row.getString(0)));
    return paths;
  }

  private static String plan(Dataset<Row> query) {
    query.createOrReplaceTempView("planned");
    String plans = spark.sql("explain extended select * from planned").first().getString(0);
    return plans.substring(plans.indexOf("== Physical Plan =="));
  }

  private static DataFrameReader reader() {
    return spark.read().format("cachedimages").option("mode", "FAILFAST");
  }
}

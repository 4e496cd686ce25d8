package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.hadoop.CachingFileSystem;
import io.kindling.s3.EmbeddedS3Process;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark's own tables through the cache, every row compared with what the bare store holds. */
@Tag("full")
@Timeout(300)
class TablesIT {

  private static final int ROWS = 20_000;

  @TempDir Path work;
  private EmbeddedS3Process s3;

  @BeforeEach
  void start() throws IOException {
    s3 = EmbeddedS3Process.start(work.resolve("s3"), "tables");
  }

  @AfterEach
  void stop() throws IOException {
    FileSystem.closeAll();
    s3.close();
  }

  @ParameterizedTest
  @CsvSource({
    "parquet, cache:///s3/table, s3a://tables/table",
    "orc, cache:///s3/table, s3a://tables/table",
    "parquet, s3a://tables/table, s3a://tables/table",
    "orc, s3a://tables/table, s3a://tables/table",
    "parquet, cache:///local/table, local",
    "orc, cache:///local/table, local"
  })
  void everyRowIsAsInTheBareStore(String format, String table, String bareTable)
      throws IOException {
    String bare = bareTable.equals("local") ? work.resolve("local/table").toString() : bareTable;
    List<Row> written;
    try (SparkSession spark = session(table.startsWith("s3a:"))) {
      Dataset<Row> rows = rows(spark, 0);
      rows.write().format(format).save(table);
      rows(spark, ROWS).write().format(format).mode(SaveMode.Append).save(table);
      written = rows.union(rows(spark, ROWS)).orderBy("id").collectAsList();
      for (String temperature : List.of("cold", "warm")) {
        assertThat(read(spark, format, table)).as(temperature).isEqualTo(written);
      }
      // Column and row group pruning: footers and ranges instead of whole files.
      Dataset<Row> part = spark.read().format(format).load(table).where("id % 1000 = 7");
      assertThat(part.select("text", "nested.b").count()).isEqualTo(2 * ROWS / 1000);
    }
    FileSystem.closeAll();
    try (SparkSession spark = session(false)) {
      assertThat(read(spark, format, bare)).as("by the bare store").isEqualTo(written);
      rows(spark, 2 * ROWS).write().format(format).mode(SaveMode.Overwrite).save(bare);
    }
    FileSystem.closeAll();
    try (SparkSession spark = session(table.startsWith("s3a:"))) {
      assertThat(read(spark, format, table))
          .as("after another wrote it anew")
          .isEqualTo(rows(spark, 2 * ROWS).orderBy("id").collectAsList());
    }
  }

  private static List<Row> read(SparkSession spark, String format, String table) {
    return spark.read().format(format).load(table).orderBy("id").collectAsList();
  }

  /** Rows of many types, some of them null. */
  private static Dataset<Row> rows(SparkSession spark, long from) {
    return spark
        .range(from, from + ROWS, 1, 3)
        .selectExpr(
            "id",
            "concat('row ', id) as text",
            "id / 7.0d as ratio",
            "cast(id as decimal(18,4)) as amount",
            "date_add(date'2020-01-01', cast(id % 1000 as int)) as day",
            "array(id, id * 2) as pair",
            "named_struct('a', id, 'b', cast(id as string)) as nested",
            "if(id % 5 = 0, null, id) as hole");
  }

  private SparkSession session(boolean takeover) {
    Map<String, String> settings = new HashMap<>();
    s3.access().hadoopOptions().forEach((key, value) -> settings.put("spark.hadoop." + key, value));
    settings.put("spark.hadoop.fs.cache.mount.s3", "s3a://tables");
    settings.put("spark.hadoop.fs.cache.mount.local", work.resolve("local").toUri().toString());
    settings.put("spark.sql.shuffle.partitions", "3");
    settings.put("spark.sql.warehouse.dir", work.resolve("warehouse").toString());
    if (takeover) {
      settings.put("spark.hadoop.fs.s3a.impl", CachingFileSystem.class.getName());
      // Names the committers, too: Hadoop's for this scheme take no other class than S3A's own.
      settings.put("spark.plugins", KindlingPlugin.class.getName());
    }
    return LocalSpark.start(settings);
  }
}

package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.hadoop.CachingFileSystem;
import io.kindling.hadoop.commit.CacheCommitterFactory;
import io.kindling.s3.EmbeddedS3Process;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark writes Parquet through the cache with the committers that the manual names. */
@Tag("full")
@Timeout(300)
class CommittersIT {

  private static final String MANIFEST =
      "org.apache.hadoop.mapreduce.lib.output.committer.manifest.ManifestCommitterFactory";
  private static final String FACTORY = "mapreduce.outputcommitter.factory.scheme.";
  private static final Pattern COMMITTER = Pattern.compile("\"committer\"\\s*:\\s*\"([^\"]*)\"");
  private static final long ROWS = 2_000;
  private static final Map<String, CountDownLatch> BOTH_RUN = new HashMap<>();

  @TempDir Path work;
  private EmbeddedS3Process s3;

  @BeforeEach
  void start() throws Exception {
    s3 = EmbeddedS3Process.start(work.resolve("s3"), "tables");
  }

  @AfterEach
  void stop() throws IOException {
    // The next test's server has another port.
    FileSystem.closeAll();
    s3.close();
  }

  @ParameterizedTest
  @CsvSource({
    "magic, cache:///s3/table",
    "magic, s3a://tables/table",
    "manifest, cache:///s3/table",
    "manifest, cache:///local/table"
  })
  void twoJobsAtOnceWriteOneTable(String committer, String table) throws Exception {
    try (SparkSession spark = session(committer, table)) {
      BOTH_RUN.put(table, new CountDownLatch(2));
      CompletableFuture<Void> first =
          CompletableFuture.runAsync(() -> append(spark, table, 0, ROWS));
      CompletableFuture<Void> second =
          CompletableFuture.runAsync(() -> append(spark, table, ROWS, 2 * ROWS));
      CompletableFuture.allOf(first, second).get(240, TimeUnit.SECONDS);

      List<Long> rows = spark.read().parquet(table).as(Encoders.LONG()).collectAsList();
      assertThat(rows)
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 2 * ROWS).boxed().toList());
      assertThat(committerOf(spark, table)).contains(committer);
      // And what was read is read again, from the cache, with rows that came meanwhile.
      BOTH_RUN.put(table, new CountDownLatch(0));
      append(spark, table, 2 * ROWS, 3 * ROWS);
      assertThat(spark.read().parquet(table).distinct().count()).isEqualTo(3 * ROWS);
    }
  }

  @ParameterizedTest
  @CsvSource({"directory, append", "partitioned, replace"})
  void stagingCommittersWriteAndReplace(String committer, String conflicts) throws Exception {
    String table = "cache:///s3/table";
    try (SparkSession spark = session(committer, table)) {
      BOTH_RUN.put(table, new CountDownLatch(0));
      spark.conf().set("fs.s3a.committer.staging.conflict-mode", conflicts);
      for (int write = 0; write < 2; write++) {
        numbers(spark, table, 0, ROWS)
            .selectExpr("value", "value % 2 as half")
            .write()
            .partitionBy("half")
            .mode(SaveMode.Append)
            .parquet(table);
      }
      assertThat(spark.read().parquet(table).count())
          .isEqualTo(conflicts.equals("append") ? 2 * ROWS : ROWS);
    }
  }

  @Test
  void failedJobPublishesNothing() throws Exception {
    String table = "cache:///s3/table";
    try (SparkSession spark = session("magic", table)) {
      Dataset<Long> broken =
          spark
              .range(0, ROWS, 1, 2)
              .map(
                  (MapFunction<Long, Long>)
                      value -> {
                        if (value == ROWS - 1) {
                          throw new IllegalStateException("the last row is broken");
                        }
                        return value;
                      },
                  Encoders.LONG());
      assertThatThrownBy(() -> broken.write().parquet(table))
          .hasStackTraceContaining("the last row is broken");
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(table);
      FileSystem files = path.getFileSystem(spark.sessionState().newHadoopConf());
      if (files.exists(path)) {
        for (FileStatus left : files.listStatus(path)) {
          assertThat(left.getPath().getName()).startsWith("_");
        }
      }
    }
  }

  /** Who says so in the summary of the job; FileOutputCommitter writes an empty one. */
  private static String committerOf(SparkSession spark, String table) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(table, "_SUCCESS");
    FileSystem files = path.getFileSystem(spark.sessionState().newHadoopConf());
    assertThat(files).isInstanceOf(CachingFileSystem.class);
    try (FSDataInputStream input = files.open(path)) {
      String summary = new String(input.readAllBytes(), StandardCharsets.UTF_8);
      Matcher name = COMMITTER.matcher(summary);
      return name.find() ? name.group(1) : "";
    }
  }

  private static void append(SparkSession spark, String table, long from, long to) {
    numbers(spark, table, from, to).write().mode(SaveMode.Append).parquet(table);
  }

  /** Numbers whose first one comes when those of the other job come as well. */
  private static Dataset<Long> numbers(SparkSession spark, String table, long from, long to) {
    return spark
        .range(from, to, 1, 2)
        .map(
            (MapFunction<Long, Long>)
                value -> {
                  if (value == from) {
                    CountDownLatch both = BOTH_RUN.get(table);
                    both.countDown();
                    if (!both.await(60, TimeUnit.SECONDS)) {
                      throw new IllegalStateException("the other job did not start");
                    }
                  }
                  return value;
                },
            Encoders.LONG());
  }

  private SparkSession session(String committer, String table) {
    Configuration options = new Configuration(false);
    s3.access().hadoopOptions().forEach(options::set);
    options.set("fs.cache.mount.s3", "s3a://tables");
    options.set("fs.cache.mount.local", work.resolve("local").toUri().toString());
    if (committer.equals("manifest")) {
      options.set(FACTORY + "cache", MANIFEST);
      options.set("mapreduce.fileoutputcommitter.cleanup.skipped", "true");
    } else {
      options.set(FACTORY + "cache", CacheCommitterFactory.class.getName());
      options.set("fs.s3a.committer.name", committer);
      options.set("fs.s3a.committer.abort.pending.uploads", "false");
      options.set("fs.s3a.committer.staging.tmp.path", work.resolve("staging").toString());
    }
    if (table.startsWith("s3a:")) {
      options.set("fs.s3a.impl", CachingFileSystem.class.getName());
      options.set(FACTORY + "s3a", CacheCommitterFactory.class.getName());
    }
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[4]")
            .appName("committers")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.warehouse.dir", work.resolve("warehouse").toString())
            .config(
                "spark.sql.sources.commitProtocolClass",
                "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol")
            .config(
                "spark.sql.parquet.output.committer.class",
                "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter");
    options.forEach(option -> builder.config("spark.hadoop." + option.getKey(), option.getValue()));
    return builder.getOrCreate();
  }
}

package io.kindling.spark.write;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.s3.EmbeddedS3Process;
import io.kindling.spark.LocalSpark;
import io.kindling.spark.PictureFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shards in a bucket, with nothing configured for the committer. */
@Timeout(240)
class WriteToS3IT {
  private static final int PICTURES = 12;

  @TempDir Path work;
  private EmbeddedS3Process s3;
  private SparkSession spark;
  private PictureFolder source;

  @BeforeEach
  void start() throws Exception {
    source = new PictureFolder(work.resolve("in"));
    source.writeClasses(2, PICTURES / 2);
    s3 = EmbeddedS3Process.start(work.resolve("s3"), "shards");
    Map<String, String> settings = new HashMap<>();
    s3.access().hadoopOptions().forEach((key, value) -> settings.put("spark.hadoop." + key, value));
    settings.put("spark.hadoop.fs.cache.mount.s3", "s3a://shards/");
    settings.put("spark.hadoop.fs.cache.memory.size", "64m");
    spark = LocalSpark.start(settings);
  }

  @AfterEach
  void stop() throws IOException {
    spark.stop();
    // The next test's server has another port.
    FileSystem.closeAll();
    s3.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache:///s3/out", "s3a://shards/out"})
  void shardsAreCommittedWithoutRenames(String output) throws IOException {
    pictures().write().format("cachedimages").option("layout", "tfrecord").save(output);
    assertThat(names(output)).containsExactly("train-00000-of-00002", "train-00001-of-00002");
    assertThat(text(output + "/_SUCCESS")).containsPattern("\"committer\"\\s*:\\s*\"magic\"");
    pictures()
        .repartition(3)
        .write()
        .format("cachedimages")
        .option("layout", "tfrecord")
        .mode("overwrite")
        .save(output);
    assertThat(names(output))
        .containsExactly("train-00000-of-00003", "train-00001-of-00003", "train-00002-of-00003");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache:///s3/out", "s3a://shards/out"})
  void failedTaskLeavesNothing(String output) throws IOException {
    Files.writeString(work.resolve("in/bee/3.jpg"), "no picture");
    assertThatThrownBy(
            () ->
                pictures().write().format("cachedimages").option("layout", "tfrecord").save(output))
        .hasStackTraceContaining("/in/bee/3.jpg: no picture");
    assertThat(names(output)).isEmpty();
  }

  private Dataset<Row> pictures() {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .load(source.root().toString())
        .withColumn("label", col("path").contains("/bee/").cast("int"))
        .repartition(2);
  }

  private FileSystem fileSystem(String path) throws IOException {
    return new org.apache.hadoop.fs.Path(path)
        .getFileSystem(spark.sparkContext().hadoopConfiguration());
  }

  private List<String> names(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
    if (fileSystem(folder).exists(path)) {
      for (FileStatus file : fileSystem(folder).listStatus(path)) {
        if (!file.getPath().getName().startsWith("_")) {
          names.add(file.getPath().getName());
        }
      }
    }
    return names;
  }

  private String text(String file) throws IOException {
    try (FSDataInputStream input = fileSystem(file).open(new org.apache.hadoop.fs.Path(file))) {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

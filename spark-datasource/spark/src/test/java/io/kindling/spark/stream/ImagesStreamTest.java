package io.kindling.spark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.spark.LocalSpark;
import io.kindling.spark.PictureFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that arrive between the micro-batches of one query and of its successors. */
class ImagesStreamTest {
  private static SparkSession spark;

  @TempDir Path work;
  private PictureFolder arrivals;

  @BeforeAll
  static void startSpark() {
    spark = LocalSpark.start(Map.of("spark.sql.shuffle.partitions", "2"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void makeFolder() throws IOException {
    arrivals = new PictureFolder(Files.createDirectories(work.resolve("in")));
  }

  @Test
  void everyPictureIsTakenOnceOverRestarts() throws Exception {
    arrive("ant/0.png", "bee/0.png");
    run(Map.of());
    assertThat(taken()).containsExactlyInAnyOrder("ant/0.png", "bee/0.png");
    run(Map.of());
    assertThat(taken()).hasSize(2);
    arrive("ant/1.png");
    run(Map.of());
    assertThat(taken()).containsExactlyInAnyOrder("ant/0.png", "bee/0.png", "ant/1.png");
  }

  @Test
  void streamBeginsWithAnEmptyFolder() throws Exception {
    run(Map.of());
    arrive("cat/0.png");
    run(Map.of());
    assertThat(taken()).containsExactly("cat/0.png");
  }

  @Test
  void picturesHaveSynsetsAndNoNumbers() throws Exception {
    arrive("ant/0.png", "bee/0.png");
    run(Map.of());
    List<Row> rows = output().orderBy("path").collectAsList();
    assertThat(rows).extracting(row -> row.getString(1)).containsExactly("ant", "bee");
    assertThat(rows).allMatch(row -> row.isNullAt(2));
    assertThat(rows).extracting(row -> row.getInt(3)).containsOnly(12);
  }

  @Test
  void triggerTakesNoMoreThanItsLimitOldestFirst() throws Exception {
    for (int i = 0; i < 5; i++) {
      Path file = arrivals.write("ant/" + i + ".png", 12, 8, BufferedImage.TYPE_3BYTE_BGR);
      Files.setLastModifiedTime(
          file, FileTime.from(Instant.parse("2024-01-01T00:00:00Z").minusSeconds(i)));
    }
    StreamingQuery query = run(Map.of("maxFilesPerTrigger", "2"));
    assertThat(query.lastProgress().batchId()).isEqualTo(2);
    List<Row> batches = output().select("batch", "path").orderBy("batch", "path").collectAsList();
    assertThat(batches).extracting(row -> row.getLong(0)).containsExactly(0L, 0L, 1L, 1L, 2L);
    assertThat(batches.get(0).getString(1)).endsWith("3.png");
    assertThat(batches.get(4).getString(1)).endsWith("0.png");
  }

  @Test
  void logIsCompactedAndOffsetsStaySmall() throws Exception {
    for (int i = 0; i < 2 * FileLog.COMPACT_EVERY + 3; i++) {
      arrive("ant/" + i + ".png");
    }
    run(Map.of("maxFilesPerTrigger", "1"));
    assertThat(taken()).hasSize(2 * FileLog.COMPACT_EVERY + 3);
    Path log = work.resolve("checkpoint/pictures/sources/0");
    try (Stream<Path> files = Files.list(log)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.startsWith("."))
          .contains("19.compact")
          .hasSizeLessThan(FileLog.COMPACT_EVERY);
    }
    assertThat(Files.readString(work.resolve("checkpoint/pictures/offsets/22")))
        .contains("{\"entry\":22}")
        .doesNotContain(".png");
    arrive("bee/late.png");
    run(Map.of());
    assertThat(taken()).hasSize(2 * FileLog.COMPACT_EVERY + 4).doesNotHaveDuplicates();
  }

  @Test
  void oldPicturesAreForgottenAndNotTakenAgain() throws Exception {
    Instant now = Instant.parse("2024-06-01T00:00:00Z");
    old("ant/old.png", now.minusSeconds(7200));
    run(Map.of("maxFileAge", "1h"));
    old("ant/new.png", now);
    run(Map.of("maxFileAge", "1h"));
    old("ant/late.png", now.minusSeconds(4000));
    run(Map.of("maxFileAge", "1h"));
    assertThat(taken()).containsExactlyInAnyOrder("ant/old.png", "ant/new.png");
  }

  @Test
  void batchThatFailedIsReadAgainWithTheSamePictures() throws Exception {
    arrive("ant/0.png");
    arrivals.writeText("ant/none.png", "not a picture");
    assertThatExceptionOfType(StreamingQueryException.class)
        .isThrownBy(() -> run(Map.of("mode", "FAILFAST")))
        .withMessageContaining("none.png: no picture");
    arrive("ant/1.png");
    run(Map.of());
    List<Row> batches = output().select("batch", "path").orderBy("path").collectAsList();
    assertThat(batches).extracting(row -> row.getLong(0)).containsExactly(0L, 1L, 0L);
  }

  @Test
  void synsetFileGivesLabelsThatLast() throws Exception {
    Path synsets = Files.write(work.resolve("synsets.txt"), List.of("bee", "ant"));
    Map<String, String> options = Map.of("synsetFile", synsets.toString(), "labelBase", "1");
    arrive("train/ant/0.png");
    run(options);
    arrive("val/bee/0.png");
    run(options);
    List<Row> rows = output().orderBy("path").collectAsList();
    assertThat(rows).extracting(row -> row.getInt(2)).containsExactly(2, 1);
    assertThat(rows).extracting(row -> row.getString(5)).containsExactly("train", "val");
  }

  @Test
  void eachArrivingShardIsReadOnceWithItsLabels() throws Exception {
    run(Map.of("layout", "tfrecord"));
    shard(3);
    run(Map.of());
    assertThat(taken()).hasSize(3);
    run(Map.of());
    shard(2);
    shard(4);
    run(Map.of("maxFilesPerTrigger", "1"));
    assertThat(taken()).hasSize(9);
    List<Row> batches = output().groupBy("batch").count().orderBy("batch").collectAsList();
    assertThat(batches).extracting(row -> row.getLong(1)).hasSize(3).containsOnlyOnce(2L, 4L);
    List<Row> labels = output().groupBy("label").count().orderBy("label").collectAsList();
    assertThat(labels.toString()).isEqualTo("[[0,3], [1,3], [2,2], [3,1]]");
    assertThat(output().where("width = 12").count()).isEqualTo(9);
  }

  @Test
  void shardsOfABatchThatFailedAreReadAgainAndNoOthers() throws Exception {
    shard(3);
    assertThatExceptionOfType(StreamingQueryException.class)
        .isThrownBy(
            () ->
                run(
                    Map.of(),
                    (batch, number) -> {
                      assertThat(batch.count()).isEqualTo(3);
                      throw new IllegalStateException("the sink is full");
                    }))
        .withStackTraceContaining("the sink is full");
    shard(2);
    run(Map.of());
    List<Row> batches = output().groupBy("batch").count().orderBy("batch").collectAsList();
    assertThat(batches.toString()).isEqualTo("[[0,3], [1,2]]");
  }

  /** Writes a shard of pictures with labels from 0 into the folder, as jobs add to it. */
  private void shard(int pictures) throws IOException {
    PictureFolder source =
        new PictureFolder(Files.createTempDirectory(work, "shard").resolve("set"));
    for (int i = 0; i < pictures; i++) {
      source.write("class" + i + "/0.png", 12, 8, BufferedImage.TYPE_3BYTE_BGR);
    }
    spark
        .read()
        .format("cachedimages")
        .load(source.root().toString())
        .select("path", "bytes", "label")
        .coalesce(1)
        .write()
        .format("cachedimages")
        .option("layout", "tfrecord")
        .mode("append")
        .save(arrivals.root().toString());
  }

  private void arrive(String... names) throws IOException {
    for (String name : names) {
      arrivals.write(name, 12, 8, BufferedImage.TYPE_3BYTE_BGR);
    }
  }

  private void old(String name, Instant time) throws IOException {
    Path file = arrivals.write(name, 12, 8, BufferedImage.TYPE_3BYTE_BGR);
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  /** Runs the query until nothing is left, from the checkpoint of the one before. */
  private StreamingQuery run(Map<String, String> options) throws Exception {
    String output = work.resolve("out").toString();
    return run(
        options,
        (batch, number) ->
            batch.selectExpr("*", number + "L as batch").write().mode("append").json(output));
  }

  private StreamingQuery run(Map<String, String> options, VoidFunction2<Dataset<Row>, Long> sink)
      throws Exception {
    Dataset<Row> pictures =
        spark
            .readStream()
            .format("cachedimages")
            .option("columns", "path,synset,label,split,image")
            .options(options)
            .load(arrivals.root().toString());
    // The writer's own option for it has another signature in Spark 4.
    spark
        .conf()
        .set("spark.sql.streaming.checkpointLocation", work.resolve("checkpoint").toString());
    StreamingQuery query =
        pictures
            .selectExpr("path", "synset", "label", "image.width", "split")
            .writeStream()
            .queryName("pictures")
            .trigger(Trigger.AvailableNow())
            .foreachBatch(sink)
            .start();
    query.awaitTermination();
    return query;
  }

  private Dataset<Row> output() {
    return spark
        .read()
        .schema("path string, synset string, label int, width int, batch bigint, split string")
        .json(work.resolve("out").toString());
  }

  private List<String> taken() {
    String root = "file:" + arrivals.root() + "/";
    return output().collectAsList().stream()
        .map(row -> row.getString(0).substring(root.length()))
        .toList();
  }
}

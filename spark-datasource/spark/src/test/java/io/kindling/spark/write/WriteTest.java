package io.kindling.spark.write;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.image.options.CachedImagesException;
import io.kindling.spark.LocalSpark;
import io.kindling.spark.PictureFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of two classes, read by Spark's own {@code binaryFile} and packed into shards. */
class WriteTest {
  private static final int PICTURES = 10;
  private static SparkSession spark;

  @TempDir Path folder;
  private Path output;
  private Dataset<Row> pictures;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start(Map.of());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void writePictures() throws IOException {
    PictureFolder source = new PictureFolder(folder.resolve("in"));
    source.writeClasses(2, PICTURES / 2);
    output = folder.resolve("out");
    pictures =
        spark
            .read()
            .format("binaryFile")
            .option("recursiveFileLookup", "true")
            .load(source.root().toString())
            .withColumn("label", col("path").contains("/bee/").cast("int"))
            .orderBy("path")
            .coalesce(1);
  }

  @Test
  void sequenceFilesHoldWhatBigDlReads() throws IOException {
    save("sequencefile", Map.of("keys", "name-and-label", "recordsPerShard", "4"), "errorifexists");
    assertThat(names())
        .containsExactly("imagenet-seq-0_0.seq", "imagenet-seq-0_1.seq", "imagenet-seq-0_2.seq");
    List<String> keys = new ArrayList<>();
    for (String name : names()) {
      Text key = new Text();
      Text value = new Text();
      try (SequenceFile.Reader reader =
          new SequenceFile.Reader(
              new Configuration(),
              SequenceFile.Reader.file(
                  new org.apache.hadoop.fs.Path(output.resolve(name).toUri())))) {
        while (reader.next(key, value)) {
          keys.add(key.toString());
          ByteBuffer pixels = ByteBuffer.wrap(value.copyBytes());
          int width = pixels.getInt();
          assertThat(pixels.getInt()).isEqualTo(256);
          assertThat(pixels.remaining()).isEqualTo(width * 256 * 3);
        }
      }
    }
    assertThat(keys).hasSize(PICTURES).startsWith("0.jpg\n1").endsWith("4.jpg\n2");
  }

  @Test
  void decodedPicturesAreWrittenAsTheyAre() throws IOException {
    new PictureFolder(folder.resolve("in"))
        .write("bee/gray.png", 33, 21, BufferedImage.TYPE_BYTE_GRAY);
    Dataset<Row> decoded =
        spark
            .read()
            .format("cachedimages")
            .option("labelBase", "1")
            .load(folder.resolve("in").toString())
            .select("image", "label")
            .orderBy("image.origin")
            .coalesce(1);
    decoded
        .write()
        .format("cachedimages")
        .option("layout", "sequencefile")
        .option("labelBase", "1")
        .option("resize", "none")
        .option("keys", "name-and-label")
        .save(output.toString());
    List<Row> rows = decoded.collectAsList();
    assertThat(rows).hasSize(PICTURES + 1);
    Text key = new Text();
    Text value = new Text();
    try (SequenceFile.Reader reader =
        new SequenceFile.Reader(
            new Configuration(),
            SequenceFile.Reader.file(
                new org.apache.hadoop.fs.Path(output.resolve("imagenet-seq-0_0.seq").toUri())))) {
      for (Row row : rows) {
        assertThat(reader.next(key, value)).isTrue();
        Row image = row.getStruct(0);
        String origin = image.getString(0);
        assertThat(key.toString())
            .isEqualTo(origin.substring(origin.lastIndexOf('/') + 1) + "\n" + row.getInt(1));
        ByteBuffer pixels = ByteBuffer.wrap(value.copyBytes());
        assertThat(pixels.getInt()).isEqualTo(image.getInt(2));
        assertThat(pixels.getInt()).isEqualTo(image.getInt(1));
        byte[] data = image.getAs("data");
        for (int i = 0; pixels.hasRemaining(); i++) {
          assertThat(pixels.get()).isEqualTo(data[image.getInt(3) == 1 ? i / 3 : i]);
        }
      }
      assertThat(reader.next(key, value)).isFalse();
    }
  }

  @Test
  void tfRecordsOfEachPartitionAreOneShard() throws IOException {
    save("tfrecord", Map.of("shards", "3"), "errorifexists");
    assertThat(names())
        .containsExactly("train-00000-of-00003", "train-00001-of-00003", "train-00002-of-00003");
    byte[] encoded = Files.readAllBytes(folder.resolve("in/ant/0.jpg"));
    long holding = 0;
    for (String name : names()) {
      String bytes = Files.readString(output.resolve(name), StandardCharsets.ISO_8859_1);
      holding += bytes.contains(new String(encoded, StandardCharsets.ISO_8859_1)) ? 1 : 0;
    }
    assertThat(holding).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tfrecord", "webdataset"})
  void encodedPicturesAreReadBackAsTheyWere(String layout) throws IOException {
    save(layout, Map.of("shards", "2"), "errorifexists");
    List<Row> rows = images(output).select("path", "label", "bytes").collectAsList();
    assertThat(rows).hasSize(PICTURES);
    List<String> seen = new ArrayList<>();
    for (Row row : rows) {
      String name = row.getString(0).replaceFirst(".*[#/]", "");
      String source = (row.getInt(1) == 0 ? "ant/" : "bee/") + name;
      assertThat((byte[]) row.get(2))
          .isEqualTo(Files.readAllBytes(folder.resolve("in").resolve(source)));
      seen.add(source);
    }
    assertThat(seen).doesNotHaveDuplicates();
  }

  @Test
  void pixelsAreReadBackAsTheyWere() throws IOException {
    save(
        "sequencefile",
        Map.of("scaling", "bilinear", "keys", "name-and-label", "resize", "64x48"),
        "errorifexists");
    List<Row> read = images(output).orderBy("label", "path").collectAsList();
    List<Row> source =
        spark
            .read()
            .format("cachedimages")
            .option("resize", "64x48")
            .load(folder.resolve("in").toString())
            .select("image", "label")
            .orderBy("label", "image.origin")
            .collectAsList();
    assertThat(read).hasSize(PICTURES);
    for (int i = 0; i < PICTURES; i++) {
      assertThat((int) read.get(i).getAs("label")).isEqualTo(source.get(i).getInt(1));
      Row image = read.get(i).getAs("image");
      assertThat((byte[]) image.getAs("data"))
          .isEqualTo(source.get(i).getStruct(0).<byte[]>getAs("data"));
    }
  }

  private static Dataset<Row> images(Path folder) {
    return spark.read().format("cachedimages").load(folder.toString());
  }

  @Test
  void takenFolderIsLeftAlone() throws IOException {
    save("webdataset", Map.of(), "errorifexists");
    byte[] before = Files.readAllBytes(output.resolve("train-000000.tar"));
    assertThatThrownBy(() -> save("webdataset", Map.of(), "errorifexists"))
        .isInstanceOf(CachedImagesException.class)
        .hasMessageContaining("out is not empty")
        .hasMessageContaining("overwrite or append");
    save("sequencefile", Map.of(), "ignore");
    assertThat(names()).containsExactly("train-000000.tar");
    assertThat(Files.readAllBytes(output.resolve("train-000000.tar"))).isEqualTo(before);
  }

  @Test
  void overwritingReplacesEverything() throws IOException {
    save("tfrecord", Map.of("shards", "3"), "errorifexists");
    save("tfrecord", Map.of("shards", "2"), "overwrite");
    assertThat(names()).containsExactly("train-00000-of-00002", "train-00001-of-00002");
  }

  @Test
  void appendingTouchesNoOtherShard() throws IOException {
    save("sequencefile", Map.of(), "append");
    byte[] before = Files.readAllBytes(output.resolve("imagenet-seq-0_0.seq"));
    save("sequencefile", Map.of(), "append");
    assertThat(names()).hasSize(2).contains("imagenet-seq-0_0.seq");
    assertThat(Files.readAllBytes(output.resolve("imagenet-seq-0_0.seq"))).isEqualTo(before);
  }

  @Test
  void failedTaskLeavesNothing() throws IOException {
    Dataset<Row> failing =
        pictures
            .repartition(2, col("label"))
            .withColumn("content", broken().apply(col("content"), lit(0)));
    assertThatThrownBy(
            () ->
                failing
                    .write()
                    .format("cachedimages")
                    .option("layout", "webdataset")
                    .save(output.toString()))
        .hasStackTraceContaining("broken on purpose");
    assertThat(names()).isEmpty();
    try (Stream<Path> left = Files.walk(output)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void failedOverwriteLeavesWhatWasThere() throws IOException {
    save("webdataset", Map.of(), "errorifexists");
    byte[] before = Files.readAllBytes(output.resolve("train-000000.tar"));
    assertThatThrownBy(
            () ->
                pictures
                    .withColumn("content", broken().apply(col("content"), lit(0)))
                    .write()
                    .format("cachedimages")
                    .option("layout", "webdataset")
                    .mode("overwrite")
                    .save(output.toString()))
        .hasStackTraceContaining("broken on purpose");
    assertThat(Files.readAllBytes(output.resolve("train-000000.tar"))).isEqualTo(before);
  }

  @Test
  void badPictureEndsTheJobAndIsNamed() throws IOException {
    Files.writeString(folder.resolve("in/ant/2.jpg"), "no picture");
    assertThatThrownBy(() -> save("sequencefile", Map.of(), "errorifexists"))
        .hasStackTraceContaining("/in/ant/2.jpg: no picture: its first bytes");
    assertThat(names()).isEmpty();
  }

  @Test
  void badPictureIsLeftOutWhenAskedFor() throws IOException {
    Files.writeString(folder.resolve("in/ant/2.jpg"), "no picture");
    save("tfrecord", Map.of("mode", "DROPMALFORMED"), "errorifexists");
    String bytes =
        Files.readString(output.resolve("train-00000-of-00001"), StandardCharsets.ISO_8859_1);
    assertThat(bytes.split("image/encoded", -1)).hasSize(PICTURES);
  }

  @Test
  void wrongRequestsAreToldBeforeAnythingIsWritten() {
    assertThatThrownBy(() -> save("parquet", Map.of(), "append"))
        .isInstanceOf(CachedImagesException.class)
        .hasMessage(
            "cachedimages: option layout is \"parquet\" and must be sequencefile, tfrecord or"
                + " webdataset to write");
    assertThatThrownBy(
            () ->
                pictures
                    .drop("content")
                    .write()
                    .format("cachedimages")
                    .option("layout", "tfrecord")
                    .save(output.toString()))
        .isInstanceOf(CachedImagesException.class)
        .hasMessageContaining("neither a column bytes");
    assertThatThrownBy(() -> save("tfrecord", Map.of("shardSize", "many"), "append"))
        .isInstanceOf(CachedImagesException.class)
        .hasMessageContaining("shardSize is \"many\"");
    assertThat(output).doesNotExist();
  }

  private void save(String layout, Map<String, String> options, String mode) {
    pictures
        .write()
        .format("cachedimages")
        .option("layout", layout)
        .options(options)
        .mode(mode)
        .save(output.toString());
  }

  private static org.apache.spark.sql.expressions.UserDefinedFunction broken() {
    return udf(
        (org.apache.spark.sql.api.java.UDF2<byte[], Integer, byte[]>)
            (bytes, zero) -> {
              throw new IllegalStateException("broken on purpose");
            },
        DataTypes.BinaryType);
  }

  /** What is visible below the output, sorted. */
  private List<String> names() throws IOException {
    if (!Files.exists(output)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(output)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("_") && !name.startsWith("."))
          .sorted()
          .toList();
    }
  }
}

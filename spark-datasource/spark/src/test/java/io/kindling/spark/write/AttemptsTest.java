package io.kindling.spark.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.spark.LocalSpark;
import io.kindling.spark.PictureFolder;
import io.kindling.spark.write.ImagesBatchWrite.Existing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several attempts to write one partition, as retries and speculation make them. */
class AttemptsTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType)
          .add("bytes", DataTypes.BinaryType)
          .add("label", DataTypes.LongType);
  private static SparkSession spark;

  @TempDir Path folder;
  private Path output;
  private byte[] picture;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start(Map.of());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void writePicture() throws IOException {
    new PictureFolder(folder).writeClasses(1, 1);
    picture = Files.readAllBytes(folder.resolve("ant/0.jpg"));
    output = folder.resolve("out");
  }

  @Test
  void attemptThatFailsHalfWayLeavesNothing() throws IOException {
    ImagesBatchWrite write = write();
    DataWriterFactory factory = write.createBatchWriterFactory(() -> 1);
    try (DataWriter<InternalRow> failing = factory.createWriter(0, 7)) {
      failing.write(row("of-the-failing.jpg"));
      failing.abort();
    }
    WriterCommitMessage message;
    try (DataWriter<InternalRow> retry = factory.createWriter(0, 8)) {
      retry.write(row("of-the-retry.jpg"));
      message = retry.commit();
    }
    write.commit(new WriterCommitMessage[] {message});
    assertThat(shard()).contains("of-the-retry").doesNotContain("of-the-failing");
    assertThat(files()).containsExactly("_SUCCESS", "train-00000-of-00001");
  }

  @Test
  void slowerOfTwoAttemptsDoesNoHarm() throws IOException {
    ImagesBatchWrite write = write();
    DataWriterFactory factory = write.createBatchWriterFactory(() -> 1);
    try (DataWriter<InternalRow> slow = factory.createWriter(0, 7);
        DataWriter<InternalRow> fast = factory.createWriter(0, 8)) {
      slow.write(row("of-the-slow.jpg"));
      fast.write(row("of-the-fast.jpg"));
      slow.write(row("of-the-slow-too.jpg"));
      WriterCommitMessage message = fast.commit();
      // Spark lets only one attempt commit.
      slow.abort();
      write.commit(new WriterCommitMessage[] {message});
    }
    assertThat(shard()).contains("of-the-fast").doesNotContain("of-the-slow");
    assertThat(files()).containsExactly("_SUCCESS", "train-00000-of-00001");
  }

  @Test
  void attemptThatOutlivesItsJobPublishesNothing() throws IOException {
    ImagesBatchWrite write = write();
    DataWriterFactory factory = write.createBatchWriterFactory(() -> 1);
    try (DataWriter<InternalRow> late = factory.createWriter(0, 7)) {
      late.write(row("late.jpg"));
      write.abort(new WriterCommitMessage[0]);
      late.abort();
    }
    assertThat(files()).isEmpty();
  }

  private ImagesBatchWrite write() {
    WriteOptions options =
        WriteOptions.of(new CaseInsensitiveStringMap(Map.of("layout", "tfrecord")));
    return new ImagesBatchWrite(
        new org.apache.hadoop.fs.Path(output.toUri()),
        new Configuration(),
        options,
        InputColumns.of(SCHEMA, 0),
        Existing.KEEP);
  }

  private InternalRow row(String name) {
    return new GenericInternalRow(new Object[] {UTF8String.fromString(name), picture, 0L});
  }

  private String shard() throws IOException {
    return Files.readString(output.resolve("train-00000-of-00001"), StandardCharsets.ISO_8859_1);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(output)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }
}

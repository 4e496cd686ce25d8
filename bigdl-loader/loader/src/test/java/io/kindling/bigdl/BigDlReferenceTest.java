package io.kindling.bigdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import com.intel.analytics.bigdl.utils.Engine$;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our records of real pictures beside those that BigDL's own generator made of the same files. */
class BigDlReferenceTest {

  /**
   * Mean difference of a byte, in steps of 256. BigDL scales by Java's own filter and decodes by
   * Java's own decoder, we do both by OpenCV, so equal bytes cannot be had; another channel order,
   * label or picture differs by 20 and more.
   */
  private static final double TOLERANCE = 6;

  @TempDir Path folder;

  @Test
  void recordsAreThoseOfBigDlsGeneratorWithinItsResizeFilter() throws IOException {
    Path data = testData();
    List<ByteRecord> references = references(data.resolve("bigdl-seq/generated-resize256"));
    linkClassFolders(data.resolve("bigdl-imagenet"));
    List<ByteRecord> records;
    try (JavaSparkContext spark = spark()) {
      records = PictureRecords.of(spark, folder.toUri().toString()).load().rdd().collect();
    }
    assertThat(records).hasSameSizeAs(references);
    for (ByteRecord reference : coloured(references)) {
      double nearest =
          records.stream()
              .filter(record -> record.label() == reference.label())
              .mapToDouble(record -> difference(record.data(), reference.data()))
              .min()
              .orElseThrow();
      assertThat(nearest).as("picture of class %s", reference.label()).isLessThan(TOLERANCE);
    }
  }

  @Test
  void sequenceFilesAreTrainedAsTheRecordsThatTheyHold() throws IOException {
    Path files = testData().resolve("bigdl-seq/generated-resize256");
    List<ByteRecord> references = references(files);
    List<ByteRecord> records;
    try (JavaSparkContext spark = spark()) {
      Engine$.MODULE$.setNodeAndCore(1, 2);
      spark.hadoopConfiguration().set("fs.cache.mount.seq", files.toUri().toString());
      records = CachedImageNet.of(spark, "cache:///seq").batchSize(2).load().records().collect();
    } finally {
      FileSystem.closeAll();
    }
    assertThat(records.stream().map(BigDlReferenceTest::text))
        .containsExactlyInAnyOrderElementsOf(
            references.stream().map(BigDlReferenceTest::text).toList());
  }

  private static String text(ByteRecord record) {
    return record.label() + " " + HexFormat.of().formatHex(record.data());
  }

  /**
   * Java brightens gray pictures when it turns them into colour, because it takes gray for linear;
   * we keep the values of the file.
   */
  private static List<ByteRecord> coloured(List<ByteRecord> references) {
    List<ByteRecord> coloured =
        references.stream().filter(reference -> !isGray(reference.data())).toList();
    assertThat(coloured).hasSize(8);
    return coloured;
  }

  private static boolean isGray(byte[] record) {
    for (int pixel = 8; pixel < record.length; pixel += 3) {
      if (record[pixel] != record[pixel + 1] || record[pixel] != record[pixel + 2]) {
        return false;
      }
    }
    return true;
  }

  /** The folder of the pictures holds other things as well. */
  private void linkClassFolders(Path pictures) throws IOException {
    try (Stream<Path> all = Files.list(pictures)) {
      for (Path each : all.filter(path -> path.getFileName().toString().startsWith("n")).toList()) {
        Files.createSymbolicLink(folder.resolve(each.getFileName()), each.toRealPath());
      }
    }
  }

  private static JavaSparkContext spark() {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("reference")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.enabled", "false"));
  }

  private static List<ByteRecord> references(Path folder) throws IOException {
    List<ByteRecord> references = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
        try (SequenceFile.Reader reader =
            new SequenceFile.Reader(new Configuration(), SequenceFile.Reader.file(path))) {
          Text key = new Text();
          Text value = new Text();
          while (reader.next(key, value)) {
            references.add(new ByteRecord(value.copyBytes(), Float.parseFloat(key.toString())));
          }
        }
      }
    }
    return references;
  }

  private static double difference(byte[] one, byte[] other) {
    assertThat(one).hasSameSizeAs(other);
    assertThat(one).startsWith(java.util.Arrays.copyOf(other, 8));
    long sum = 0;
    for (int i = 8; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xFF) - (other[i] & 0xFF));
    }
    return (double) sum / (one.length - 8);
  }

  private static Path testData() {
    String property = System.getProperty("kindling.test-data");
    String variable = System.getenv("KINDLING_TEST_DATA");
    Path data = Path.of(variable != null ? variable : property != null ? property : "");
    assumeTrue(Files.isDirectory(data.resolve("bigdl-imagenet")), "no pictures in " + data);
    return data;
  }
}

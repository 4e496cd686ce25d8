package io.kindling.image.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.image.decode.TestPictures;
import io.kindling.image.listing.FileFilter;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.sequencefile.SequenceFileShards;
import io.kindling.image.write.NumberedPictures;
import io.kindling.image.write.ShardFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers tell as many records of each range as reading it gives. */
class RecordCountTest {
  private static final int PICTURES = 90;

  @TempDir Path folder;
  private final Configuration configuration = new Configuration();

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void sequenceFilesWithMarkersAtOddPlaces(CompressionType compression) throws IOException {
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    Random random = new Random(5);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.resolve("a.seq").toUri());
    try (SequenceFile.Writer writer =
        SequenceFile.createWriter(
            configuration,
            SequenceFile.Writer.file(path),
            SequenceFile.Writer.keyClass(Text.class),
            SequenceFile.Writer.valueClass(Text.class),
            SequenceFile.Writer.compression(compression))) {
      for (int i = 0; i < PICTURES; i++) {
        writer.append(new Text(Integer.toString(1 + i % 7)), value(1 + random.nextInt(6), i));
        if (i == 0 || random.nextInt(9) == 0) {
          writer.sync();
        }
      }
    }
    long length = Files.size(folder.resolve("a.seq"));
    assertCounted(length, length - 1, length / 2, length / 3, 977, 300, 64, 30);
  }

  @ParameterizedTest
  @MethodSource("io.kindling.image.write.NumberedPictures#formats")
  void shards(ShardFormat format) throws IOException {
    NumberedPictures.write(configuration, folder, format, 0, PICTURES);
    assertCounted(Long.MAX_VALUE / 2, 100_001, 30_000, 5_001);
  }

  @ParameterizedTest
  @MethodSource("io.kindling.image.write.NumberedPictures#formats")
  void streamBeginsWithTheRecordThatIsAskedFor(ShardFormat format) throws IOException {
    NumberedPictures.write(configuration, folder, format, 0, PICTURES);
    assertBeginsAnywhere();
  }

  private void assertBeginsAnywhere() throws IOException {
    PictureSet set = set(folder, ListingOptions.defaults());
    ContainerRange range = (ContainerRange) Records.splits(set, Long.MAX_VALUE / 2).get(0);
    List<String> paths =
        Records.read(configuration, range, set.reading()).stream().map(Records.Seen::path).toList();
    for (int first : new int[] {0, 1, 12, 13, 40, PICTURES - 1}) {
      try (ContainerStream stream =
          RecordStream.openContainer(configuration, range, set.reading(), first, first + 1)) {
        assertThat(stream.next().path()).isEqualTo(paths.get(first));
      }
    }
    try (ContainerStream stream =
        RecordStream.openContainer(configuration, range, set.reading(), PICTURES, Long.MAX_VALUE)) {
      assertThat(stream.next()).isNull();
    }
  }

  @Test
  void parquetWithSeveralRowGroups() throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message m { required binary p; }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(
                new org.apache.hadoop.fs.Path(folder.resolve("a.parquet").toUri()))
            .withType(schema)
            .withDictionaryEncoding(false)
            .withRowGroupSize(64L << 10)
            .build()) {
      for (int i = 0; i < PICTURES; i++) {
        byte[] picture = new byte[5000];
        new Random(i).nextBytes(picture);
        writer.write(
            new SimpleGroupFactory(schema)
                .newGroup()
                .append("p", Binary.fromConstantByteArray(picture)));
      }
    }
    assertCounted(Long.MAX_VALUE / 2, 200_000, 100_000, 7_000);
    assertBeginsAnywhere();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "generated-resize256", "generated-scale256-named"})
  void filesThatBigDlWrote(String name) throws IOException {
    Path files = TestPictures.realPictures().resolve("bigdl-seq");
    assumeTrue(Files.isDirectory(files), "there is no folder " + files);
    ListingOptions flat =
        ListingOptions.defaults().withFiles(FileFilter.everything().within(FileFilter.Depth.FLAT));
    assertCounted(set(files.resolve(name), flat), Long.MAX_VALUE / 2, 200_000, 70_001);
  }

  /** Those that are compressed as a whole; SequenceFiles have compression of their own. */
  static Stream<ShardFormat> gzipped() {
    return NumberedPictures.formats().filter(format -> !(format instanceof SequenceFileShards));
  }

  @ParameterizedTest
  @MethodSource("gzipped")
  void whatIsCompressedAsAWholeIsNotTold(ShardFormat format) throws IOException {
    NumberedPictures.write(configuration, folder, format, 0, 5);
    Path shard = shard();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(Files.readAllBytes(shard));
    }
    Files.delete(shard);
    Files.write(Path.of(shard + ".gz"), bytes.toByteArray());
    PictureSet set = set(folder, ListingOptions.defaults());
    List<RecordSplit> splits = Records.splits(set, 1_000);
    assertThat(splits).hasSize(1);
    assertThat(Records.read(configuration, splits.get(0), set.reading())).hasSize(5);
    assertThat(count(splits.get(0), set)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.kindling.image.write.NumberedPictures#formats")
  void whatIsCutIsNotTold(ShardFormat format) throws IOException {
    NumberedPictures.write(configuration, folder, format, 0, 5);
    Path shard = shard();
    byte[] whole = Files.readAllBytes(shard);
    for (int cut : new int[] {whole.length / 2, whole.length - 1100}) {
      Files.write(shard, Arrays.copyOf(whole, cut));
      Files.deleteIfExists(folder.resolve("." + shard.getFileName() + ".crc"));
      PictureSet set = set(folder, ListingOptions.defaults());
      assertThat(count(Records.splits(set, Long.MAX_VALUE / 2).get(0), set)).isEmpty();
    }
  }

  private Path shard() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .findFirst()
          .orElseThrow();
    }
  }

  private void assertCounted(long... ranges) throws IOException {
    PictureSet set = set(folder, ListingOptions.defaults());
    assertThat(assertCounted(set, ranges)).isEqualTo(PICTURES);
  }

  /** Counts in ranges of several sizes; answers how many there are in all. */
  private long assertCounted(PictureSet set, long... ranges) throws IOException {
    long[] all = new long[ranges.length];
    for (int i = 0; i < ranges.length; i++) {
      for (RecordSplit split : Records.splits(set, ranges[i])) {
        int read = Records.read(configuration, split, set.reading()).size();
        assertThat(count(split, set)).as("records of %s", split).hasValue(read);
        all[i] += read;
      }
    }
    assertThat(all).as("in ranges of %s", Arrays.toString(ranges)).containsOnly(all[0]);
    return all[0];
  }

  private OptionalLong count(RecordSplit split, PictureSet set) throws IOException {
    return RecordCount.byHeaders(configuration, (ContainerRange) split, set.reading());
  }

  private PictureSet set(Path of, ListingOptions options) throws IOException {
    return PictureSet.list(
        configuration, List.of(new org.apache.hadoop.fs.Path(of.toString())), options);
  }

  private static Text value(int side, int seed) {
    byte[] bytes = new byte[8 + side * side * 3];
    new Random(seed).nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(side).putInt(side);
    Text text = new Text();
    text.set(bytes);
    return text;
  }
}

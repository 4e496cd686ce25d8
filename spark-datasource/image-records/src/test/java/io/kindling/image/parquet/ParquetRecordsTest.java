package io.kindling.image.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.read.Records;
import io.kindling.image.read.Records.Seen;
import io.kindling.image.record.TableColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetRecordsTest {
  private static final String FLAT =
      "message m { required binary picture; optional int64 label; optional binary name (UTF8); }";
  private static final String NESTED =
      "message m { optional group image { optional binary bytes; optional binary path (UTF8); }"
          + " required int32 label; optional binary thumbnail; }";

  @TempDir Path folder;

  @Test
  void onlyBinaryColumnHoldsThePicturesAndLabelTheirClasses() throws Exception {
    writeFlat("train-00000-of-00002.parquet", 20);
    List<Seen> seen = read(ListingOptions.defaults(), Long.MAX_VALUE);
    assertThat(seen).hasSize(20);
    assertThat(seen.get(3).content()).isEqualTo(picture(3));
    assertThat(seen.get(3).label()).isEqualTo(3);
    assertThat(seen.get(3).key()).isEqualTo("3");
    assertThat(seen.get(3).labels().split()).isEqualTo("train");
  }

  @Test
  void rangesGiveEachRowOnce() throws Exception {
    writeFlat("a.parquet", 300);
    List<Seen> whole = read(ListingOptions.defaults(), Long.MAX_VALUE);
    assertThat(whole).hasSize(300);
    for (long range : new long[] {1_000, 50_000, 123_456}) {
      assertThat(read(ListingOptions.defaults(), range))
          .extracting(Seen::key)
          .isEqualTo(whole.stream().map(Seen::key).toList());
    }
  }

  @Test
  void columnsInStructsAreNamedWithDots() throws Exception {
    writeNested();
    ListingOptions options = columns("image.bytes", "label");
    assertThat(read(options, Long.MAX_VALUE)).extracting(Seen::label).containsExactly(0, 1);
    assertThat(read(columns("image.bytes", "image.path"), Long.MAX_VALUE))
        .extracting(one -> one.labels().synset())
        .containsExactly("0.jpg", "1.jpg");
  }

  @Test
  void rowWithoutPictureIsBadAndTheOthersAreRead() throws Exception {
    MessageType schema = MessageTypeParser.parseMessageType(NESTED);
    SimpleGroupFactory rows = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> writer = writer("a.parquet", schema)) {
      Group row = rows.newGroup();
      row.add("label", 1);
      writer.write(row);
    }
    assertThatExceptionOfType(UndecodableImageException.class)
        .isThrownBy(() -> read(columns("image.bytes", null), Long.MAX_VALUE))
        .withMessageContaining("a.parquet#0: column image.bytes is null");
  }

  @Test
  void severalBinaryColumnsNeedAName() throws Exception {
    writeNested();
    assertRefused(
        ListingOptions.defaults(),
        "a.parquet, schema: it has several binary columns, [image.bytes, thumbnail]; name the one");
  }

  @Test
  void unknownColumnsNameThoseThatCouldBeMeant() throws Exception {
    writeFlat("a.parquet", 2);
    assertRefused(
        columns("jpeg", null),
        "pictureColumn is jpeg, which the file does not have; of the columns [picture, label, name]"
            + " these could hold encoded pictures: [picture]");
    assertRefused(columns("name", null), "pictureColumn is name, whose type");
    assertRefused(
        columns("picture", "class"),
        "labelColumn is class, which the file does not have; of the columns [picture, label, name]"
            + " these could hold class numbers or names: [label, name]");
  }

  @Test
  void cutFileIsNoParquet() throws Exception {
    writeFlat("a.parquet", 20);
    Path file = folder.resolve("a.parquet");
    byte[] whole = Files.readAllBytes(file);
    Files.delete(folder.resolve(".a.parquet.crc"));
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(ListingOptions.defaults(), "a.parquet, footer: it is no Parquet file");
    Files.write(file, new byte[] {1, 2, 3});
    assertRefused(ListingOptions.defaults(), "a.parquet, footer: it is no Parquet file");
  }

  private void assertRefused(ListingOptions options, String message) {
    assertThatExceptionOfType(DamagedContainerException.class)
        .isThrownBy(() -> read(options, Long.MAX_VALUE))
        .withMessageContaining(message);
  }

  private static ListingOptions columns(String picture, String label) {
    return ListingOptions.defaults().withColumns(new TableColumns(picture, label));
  }

  private List<Seen> read(ListingOptions options, long range) throws IOException {
    return Records.of(folder, options, range);
  }

  private void writeFlat(String name, int count) throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType(FLAT);
    SimpleGroupFactory rows = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> writer = writer(name, schema)) {
      for (int i = 0; i < count; i++) {
        Group row = rows.newGroup();
        row.add("picture", Binary.fromConstantByteArray(picture(i)));
        row.add("label", (long) i);
        row.add("name", i + ".jpg");
        writer.write(row);
      }
    }
  }

  private void writeNested() throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType(NESTED);
    SimpleGroupFactory rows = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> writer = writer("a.parquet", schema)) {
      for (int i = 0; i < 2; i++) {
        Group row = rows.newGroup();
        Group image = row.addGroup("image");
        image.add("bytes", Binary.fromConstantByteArray(picture(i)));
        image.add("path", i + ".jpg");
        row.add("label", i);
        writer.write(row);
      }
    }
  }

  private ParquetWriter<Group> writer(String name, MessageType schema) throws IOException {
    return ExampleParquetWriter.builder(
            new org.apache.hadoop.fs.Path("file:" + folder.resolve(name)))
        .withType(schema)
        .withConf(new Configuration())
        .withCompressionCodec(CompressionCodecName.GZIP)
        .withDictionaryEncoding(false)
        .withRowGroupSize(64L << 10)
        .build();
  }

  private static byte[] picture(int number) {
    byte[] bytes = new byte[2_000];
    new Random(number).nextBytes(bytes);
    return bytes;
  }
}

package io.kindling.image.sequencefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.kindling.image.container.ContainerFile;
import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.container.RecordSource;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.read.Records;
import io.kindling.image.read.Records.Seen;
import io.kindling.image.record.ContainerFormat;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.StoredLabels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequenceFileRecordsTest {
  private static final int COUNT = 200;
  private static final ListingOptions FROM_ONE =
      ListingOptions.defaults().withLabelBase(LabelBase.ONE);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void everyCompressionGivesPixelsAndLabels(CompressionType compression) throws Exception {
    List<byte[]> pixels = written(compression, "a.seq", true);
    List<Seen> seen = Records.of(folder, FROM_ONE, Long.MAX_VALUE);
    assertThat(seen).hasSize(COUNT);
    for (int i = 0; i < COUNT; i++) {
      assertThat(seen.get(i).content()).isEqualTo(pixels.get(i));
      assertThat(seen.get(i).size().width()).isEqualTo(10 + i % 7);
      assertThat(seen.get(i).label()).isEqualTo(1 + i % 5);
      assertThat(seen.get(i).path()).endsWith("/a.seq#picture" + i + ".JPEG");
    }
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void rangesGiveEachRecordOnceWhateverTheirSize(CompressionType compression) throws Exception {
    written(compression, "a.seq", false);
    List<String> whole = keys(Long.MAX_VALUE);
    assertThat(whole).hasSize(COUNT).doesNotHaveDuplicates();
    long length = Files.size(folder.resolve("a.seq"));
    Random random = new Random(3);
    for (int i = 0; i < 12; i++) {
      long range = 1 + (long) (random.nextDouble() * length / 2);
      assertThat(keys(Math.max(range, length / 60))).as("ranges of %d", range).isEqualTo(whole);
    }
  }

  @Test
  void labelsCountFromZeroUnlessTold() throws Exception {
    written(CompressionType.NONE, "a.seq", true);
    assertThat(Records.of(folder, ListingOptions.defaults(), Long.MAX_VALUE).get(0).label())
        .isZero();
  }

  @Test
  void classNumbersThatAreNoneAreNamedWithTheirRecord() throws Exception {
    written(CompressionType.NONE, "a.seq", true);
    ListingOptions fourClasses = FROM_ONE.withSynsetFile(synsets("ant", "bee", "cat", "dog"));
    assertThatIOException()
        .isThrownBy(() -> Records.of(folder, fourClasses, Long.MAX_VALUE))
        .withMessageContaining("a.seq#picture4.JPEG: class number 5 is wrong")
        .withMessageContaining("counted from 1 to 4")
        .withMessageContaining("storedLabelBase to 0");
  }

  @Test
  void synsetsAreThoseOfTheFile() throws Exception {
    written(CompressionType.NONE, "a.seq", true);
    ListingOptions named = FROM_ONE.withSynsetFile(synsets("ant", "bee", "cat", "dog", "emu"));
    assertThat(Records.of(folder, named, Long.MAX_VALUE).subList(0, 2))
        .extracting(one -> one.labels().synset())
        .containsExactly("ant", "bee");
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void cutFileIsNamedWithThePlace(CompressionType compression) throws Exception {
    written(compression, "a.seq", true);
    Path file = folder.resolve("a.seq");
    byte[] whole = Files.readAllBytes(file);
    Files.delete(folder.resolve(".a.seq.crc"));
    for (int cut : new int[] {whole.length - 1, whole.length * 2 / 3, whole.length / 2 + 7}) {
      Files.write(file, Arrays.copyOf(whole, cut));
      assertThatExceptionOfType(DamagedContainerException.class)
          .isThrownBy(() -> Records.of(folder, FROM_ONE, Long.MAX_VALUE))
          .withMessageContaining("a.seq, record behind byte ")
          .withMessageContaining("copy");
    }
  }

  @Test
  void recordsThatArePassedOverAreNotInflated() throws Exception {
    List<byte[]> pixels = written(CompressionType.RECORD, "a.seq", true);
    Path file = folder.resolve("a.seq");
    damageValues(file, COUNT / 2);
    assertThatExceptionOfType(DamagedContainerException.class)
        .isThrownBy(() -> Records.of(folder, FROM_ONE, Long.MAX_VALUE))
        .withMessageContaining("a.seq, record behind byte ")
        .withMessageContaining("its bytes are wrong (zlib: ")
        .withMessageContaining("copy the file again");
    try (RecordSource source = open(file)) {
      assertThat(source.skip(COUNT / 2)).isEqualTo(COUNT / 2);
      for (int i = COUNT / 2; i < COUNT; i++) {
        PictureRecord record = source.next();
        assertThat(record.path()).endsWith("#picture" + i + ".JPEG");
        assertThat(((RawPixels) record.content()).bgr()).isEqualTo(ByteBuffer.wrap(pixels.get(i)));
      }
      assertThat(source.next()).isNull();
      assertThat(source.skip(1)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void recordBehindThoseThatArePassedOverIsTheOneThatReadingGives(CompressionType compression)
      throws Exception {
    written(compression, "a.seq", false);
    List<String> keys = keys(Long.MAX_VALUE);
    for (int skipped : new int[] {0, 1, 29, 30, 31, 100, COUNT - 1, COUNT}) {
      try (RecordSource source = open(folder.resolve("a.seq"))) {
        assertThat(source.skip(skipped)).isEqualTo(skipped);
        if (skipped < COUNT) {
          assertThat(source.next().path()).endsWith("#" + keys.get(skipped));
          assertThat(source.skip(COUNT)).isEqualTo(COUNT - skipped - 1);
        }
        assertThat(source.next()).isNull();
      }
    }
  }

  @Test
  void recordsMayBeCompressedByAnotherCodec() throws Exception {
    Configuration configuration = new Configuration();
    GzipCodec codec = new GzipCodec();
    codec.setConf(configuration);
    List<byte[]> pixels = new ArrayList<>();
    try (SequenceFile.Writer writer =
        SequenceFile.createWriter(
            configuration,
            SequenceFile.Writer.file(
                new org.apache.hadoop.fs.Path("file:" + folder.resolve("a.seq"))),
            SequenceFile.Writer.keyClass(Text.class),
            SequenceFile.Writer.valueClass(BytesWritable.class),
            SequenceFile.Writer.compression(CompressionType.RECORD, codec))) {
      for (int i = 0; i < 10; i++) {
        Text value = value(10, 9, i);
        writer.append(new Text("1"), new BytesWritable(value.copyBytes()));
        pixels.add(Arrays.copyOfRange(value.getBytes(), 8, value.getLength()));
      }
    }
    assertThat(Records.of(folder, FROM_ONE, Long.MAX_VALUE).stream().map(Seen::content).toList())
        .usingElementComparator(Arrays::compare)
        .isEqualTo(pixels);
  }

  @Test
  void otherRecordsAreRefusedByTheirClass() throws Exception {
    write("a.seq", CompressionType.NONE, new IntWritable(1), new Text("x"), 1);
    assertThatExceptionOfType(DamagedContainerException.class)
        .isThrownBy(() -> Records.of(folder, FROM_ONE, Long.MAX_VALUE))
        .withMessageContaining("a.seq, header: its records are org.apache.hadoop.io.IntWritable")
        .withMessageContaining("layout");
  }

  @Test
  void valuesThatAreNoPixelsAreRefused() throws Exception {
    write("a.seq", CompressionType.NONE, new Text("1"), new Text("not pixels"), 1);
    assertThatExceptionOfType(DamagedContainerException.class)
        .isThrownBy(() -> Records.of(folder, FROM_ONE, Long.MAX_VALUE))
        .withMessageContaining("width, height and that many BGR pixels");
  }

  @Test
  void keysWithoutAClassNumberAreRefused() throws Exception {
    write("a.seq", CompressionType.NONE, new Text("cat.jpg\ncat"), value(2, 2, 1), 1);
    assertThatExceptionOfType(DamagedContainerException.class)
        .isThrownBy(() -> Records.of(folder, FROM_ONE, Long.MAX_VALUE))
        .withMessageContaining("does not end with a class number");
  }

  @Test
  void filesOfAnyNameAreKnownByTheirFirstBytes() throws Exception {
    written(CompressionType.RECORD, "part-00000", true);
    Files.writeString(folder.resolve("_SUCCESS"), "");
    assertThat(Records.of(folder, FROM_ONE, Long.MAX_VALUE)).hasSize(COUNT);
  }

  private static RecordSource open(Path file) throws IOException {
    Configuration configuration = new Configuration();
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path("file:" + file);
    var fileSystem = path.getFileSystem(configuration);
    SourceFile source = SourceFile.of(fileSystem.getFileStatus(path));
    return SequenceFileRecords.open(
        configuration,
        new ContainerFile(fileSystem, source),
        ContainerRange.whole(ContainerFormat.SEQUENCE_FILE, source),
        StoredLabels.from(LabelBase.ONE));
  }

  /** Makes the first values no zlib any more: Hadoop's key of them is followed by their bytes. */
  private static void damageValues(Path file, int count) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer at = ByteBuffer.wrap(bytes).position(headerLength(file));
    for (int i = 0; i < count; i++) {
      int length = at.getInt();
      if (length == SyncMarker.ESCAPE) {
        length = at.position(at.position() + 16).getInt();
      }
      int keyLength = at.getInt();
      bytes[at.position() + keyLength] ^= (byte) 0xFF;
      at.position(at.position() + length);
    }
    Files.write(file, bytes);
    Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  private static int headerLength(Path file) throws IOException {
    try (SequenceFile.Reader reader =
        new SequenceFile.Reader(
            new Configuration(),
            SequenceFile.Reader.file(new org.apache.hadoop.fs.Path("file:" + file)))) {
      return (int) reader.getPosition();
    }
  }

  private List<String> keys(long range) throws IOException {
    return Records.of(folder, FROM_ONE, range).stream().map(Seen::key).toList();
  }

  private org.apache.hadoop.fs.Path synsets(String... names) throws IOException {
    Path file = Files.write(folder.resolve(".synsets"), List.of(names));
    return new org.apache.hadoop.fs.Path(file.toString());
  }

  private List<byte[]> written(CompressionType compression, String name, boolean named)
      throws IOException {
    List<byte[]> pixels = new ArrayList<>();
    try (SequenceFile.Writer writer = writer(name, compression, Text.class)) {
      for (int i = 0; i < COUNT; i++) {
        Text value = value(10 + i % 7, 9, i);
        String label = Integer.toString(1 + i % 5);
        writer.append(new Text(named ? "picture" + i + ".JPEG\n" + label : label), value);
        pixels.add(Arrays.copyOfRange(value.getBytes(), 8, value.getLength()));
        if (compression == CompressionType.BLOCK && i % 30 == 29) {
          writer.sync();
        }
      }
    }
    return pixels;
  }

  private void write(
      String name, CompressionType compression, Writable key, Writable value, int count)
      throws IOException {
    try (SequenceFile.Writer writer = writer(name, compression, key.getClass())) {
      for (int i = 0; i < count; i++) {
        writer.append(key, value);
      }
    }
  }

  private SequenceFile.Writer writer(String name, CompressionType compression, Class<?> key)
      throws IOException {
    Configuration configuration = new Configuration();
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    DefaultCodec codec = new DefaultCodec();
    codec.setConf(configuration);
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path("file:" + folder.resolve(name));
    return SequenceFile.createWriter(
        configuration,
        SequenceFile.Writer.file(path),
        SequenceFile.Writer.keyClass(key),
        SequenceFile.Writer.valueClass(Text.class),
        SequenceFile.Writer.compression(compression, codec));
  }

  private static Text value(int width, int height, int seed) {
    byte[] bytes = new byte[8 + width * height * 3];
    new Random(seed).nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(width).putInt(height);
    Text text = new Text();
    text.set(bytes);
    return text;
  }
}

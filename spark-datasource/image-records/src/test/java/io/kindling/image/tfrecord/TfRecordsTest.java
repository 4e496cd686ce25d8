package io.kindling.image.tfrecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.listing.Layout;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.read.Records;
import io.kindling.image.read.Records.Seen;
import io.kindling.image.record.LabelBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfRecordsTest {
  @TempDir Path folder;

  @Test
  void checksumIsTheOneThatTensorFlowWrites() {
    // The CRC-32C of "123456789" is E3069283 (RFC 3720 gives the polynomial and the check value).
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(MaskedCrc.of(digits, 0, 9))
        .isEqualTo(Integer.rotateRight(0xE3069283, 15) + 0xA282EAD8);
  }

  @Test
  void featuresOfImageNetBecomeRecords() throws Exception {
    write("train-00000-of-00002", shard(0, 3));
    write("validation-00000-of-00001", shard(3, 5));
    List<Seen> seen = read(ListingOptions.defaults());
    assertThat(seen).hasSize(5);
    assertThat(seen.get(1).content()).isEqualTo(picture(1));
    assertThat(seen.get(1).path()).endsWith("/train-00000-of-00002#n0000000_1.JPEG");
    assertThat(seen).extracting(Seen::label).containsExactly(0, 1, 2, 3, 4);
    assertThat(seen.get(4).labels().synset()).isEqualTo("n00000004");
    assertThat(seen)
        .extracting(one -> one.labels().split())
        .containsExactly("train", "train", "train", "validation", "validation");
  }

  @Test
  void labelsStayAsStoredWhenTheyCountFromOne() throws Exception {
    write("a.tfrecord", shard(0, 3));
    assertThat(read(ListingOptions.defaults().withLabelBase(LabelBase.ONE)))
        .extracting(Seen::label)
        .containsExactly(1, 2, 3);
  }

  @Test
  void compressedShardIsInflated() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(shard(0, 4));
    }
    write("a.tfrecord.gz", bytes.toByteArray());
    assertThat(read(ListingOptions.defaults())).hasSize(4);
    write("a.tfrecord.gz", Arrays.copyOf(bytes.toByteArray(), bytes.size() - 40));
    assertDamaged("a.tfrecord.gz, record ", "the file ends here in the middle of a record");
  }

  @Test
  void rangesOfAnySizeGiveEachRecordOnce() throws Exception {
    write("a.tfrecord", shard(0, 5));
    List<String> whole = keys(Long.MAX_VALUE / 2);
    assertThat(whole).hasSize(5);
    for (int size = 1; size < shard(0, 5).length + 2; size += 7) {
      assertThat(keys(size)).as("ranges of " + size).isEqualTo(whole);
    }
  }

  @Test
  void compressedShardWithoutTheEndingIsReadByItsFirstRange() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(shard(0, 4));
    }
    write("a.tfrecord", bytes.toByteArray());
    assertThat(keys(40)).hasSize(4);
  }

  private List<String> keys(long rangeBytes) throws IOException {
    return Records.of(folder, ListingOptions.defaults(), rangeBytes).stream()
        .map(Seen::key)
        .toList();
  }

  @Test
  void recordsWithoutNamesHaveTheByteWhereTheyBegin() throws Exception {
    write(
        "a.tfrecord",
        frame(Map.of("image/encoded", picture(0))),
        frame(Map.of("image/encoded", picture(1))));
    List<Seen> seen = read(ListingOptions.defaults());
    assertThat(seen)
        .extracting(Seen::key)
        .containsExactly("0", Integer.toString(frame(Map.of("image/encoded", picture(0))).length));
    assertThat(seen).noneMatch(one -> one.labels().hasLabel());
  }

  @Test
  void otherFeaturesAndMessagesArePassedOver() throws Exception {
    byte[] example =
        TestShards.example(
            Map.of("image/encoded", picture(7), "a", 1.5f, "image/class/label", -1L));
    byte[] unknownFields =
        TestShards.joined(
            TestShards.varint(15 << 3),
            TestShards.varint(1L << 40),
            example,
            TestShards.varint(14 << 3 | 5),
            new byte[4],
            TestShards.varint(13 << 3 | 1),
            new byte[8]);
    write("a.tfrecord", TestShards.frame(unknownFields));
    List<Seen> seen = read(ListingOptions.defaults());
    assertThat(seen.get(0).content()).isEqualTo(picture(7));
    assertThat(seen.get(0).labels().hasLabel()).isFalse();
  }

  @Test
  void wrongBytesAreFoundByTheirChecksum() throws Exception {
    byte[] shard = shard(0, 3);
    int second = TestShards.frame(example(0)).length;
    byte[] wrongData = shard.clone();
    wrongData[second + 40]++;
    write("a.tfrecord", wrongData);
    assertDamaged(
        "a.tfrecord, record at byte " + second + ": the checksum of its data is wrong",
        "copy the file again");
    byte[] wrongLength = shard.clone();
    wrongLength[second + 2]++;
    write("a.tfrecord", wrongLength);
    assertDamaged(
        "a.tfrecord, record at byte " + second + ": the checksum of its length is wrong", "copy");
  }

  @Test
  void shardCutAnywhereIsNamedWithItsRecord() throws Exception {
    byte[] shard = shard(0, 2);
    int second = TestShards.frame(example(0)).length;
    for (int cut = 1; cut < shard.length; cut++) {
      if (cut != second) {
        write("a.tfrecord", Arrays.copyOf(shard, cut));
        assertDamaged(
            "a.tfrecord, record at byte " + (cut < second ? 0 : second),
            "ends here in the middle of a record");
      }
    }
  }

  @Test
  void fileThatIsNoShardSuggestsAnotherLayout() throws Exception {
    Files.writeString(folder.resolve("notes"), "these are notes and no records");
    assertThatIOException()
        .isThrownBy(() -> read(ListingOptions.defaults().withLayout(Layout.TFRECORD)))
        .withMessageContaining("notes, record at byte 0: the checksum of its length is wrong")
        .withMessageContaining("another layout");
  }

  @Test
  void shardWithoutPicturesNamesWhatItHas() throws Exception {
    write("a.tfrecord", frame(Map.of("text", "hello")));
    assertDamaged("record at byte 0: it has no feature image/encoded, but [text]", "");
    write("a.tfrecord", TestShards.frame(new byte[] {10, 100, 1}));
    assertDamaged("record at byte 0: it is no tf.train.Example", "longer than its message");
  }

  private void assertDamaged(String message, String also) {
    assertThatExceptionOfType(DamagedContainerException.class)
        .isThrownBy(() -> read(ListingOptions.defaults()))
        .withMessageContaining(message)
        .withMessageContaining(also);
  }

  private List<Seen> read(ListingOptions options) throws IOException {
    return Records.of(folder, options, 100);
  }

  private void write(String name, byte[]... parts) throws IOException {
    Files.write(folder.resolve(name), TestShards.joined(parts));
  }

  private static byte[] shard(int first, int end) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = first; i < end; i++) {
      bytes.writeBytes(TestShards.frame(example(i)));
    }
    return bytes.toByteArray();
  }

  private static byte[] frame(Map<String, Object> features) {
    return TestShards.frame(TestShards.example(features));
  }

  private static byte[] example(int number) {
    return TestShards.example(
        Map.of(
            "image/encoded",
            picture(number),
            "image/class/label",
            number + 1L,
            "image/class/synset",
            "n0000000" + number,
            "image/filename",
            "n0000000_" + number + ".JPEG"));
  }

  private static byte[] picture(int number) {
    byte[] bytes = new byte[50 + number];
    Arrays.fill(bytes, (byte) number);
    return bytes;
  }
}

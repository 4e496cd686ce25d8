package io.kindling.image.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.CachedFolder;
import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.LabelBase;
import io.kindling.image.tfrecord.TfRecordShards;
import io.kindling.image.webdataset.TarShards;
import io.kindling.image.write.NumberedPictures;
import io.kindling.image.write.PictureEncoding;
import io.kindling.image.write.ShardFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ready samples of containers in a local folder, cached in this one JVM. */
class ContainerSamplesTest {
  private static final int PICTURES = 18;

  /** Three megabytes each: four in a pack. */
  private static final DecodeOptions LARGE =
      DecodeOptions.bgr().withSize(TargetSize.exactly(1200, 900));

  @TempDir Path folder;
  private Configuration configuration;

  @BeforeEach
  void mount() {
    configuration = CachedFolder.mounted("pictures", folder);
  }

  @ParameterizedTest
  @MethodSource("io.kindling.image.write.NumberedPictures#formats")
  void secondReaderFindsAllRecordsWithTheirNamesAndLabels(ShardFormat format) throws IOException {
    write(format, 0, PICTURES);
    ReadySamples first = samples(ListingOptions.defaults());
    List<String> made = read(first, 0);
    assertThat(first.counts().decoded()).isEqualTo(PICTURES);
    assertThat(made).hasSize(PICTURES);
    for (int i = 0; i < PICTURES; i++) {
      assertThat(made.get(i)).matches(".*picture" + i + "(\\.png)? " + i % 3 + " .*");
      assertThat(made.get(i)).endsWith(" " + hash(i));
    }
    ReadySamples second = samples(ListingOptions.defaults());
    assertThat(read(second, 0)).isEqualTo(made);
    assertThat(second.counts().decoded()).isZero();
  }

  @Test
  void labelsAreThoseThatEachReaderWants() throws IOException {
    write(new TfRecordShards(PictureEncoding.PNG), 0, PICTURES);
    read(samples(ListingOptions.defaults()), 0);
    ReadySamples fromOne = samples(ListingOptions.defaults().withLabelBase(LabelBase.ONE));
    assertThat(read(fromOne, 0).get(2)).contains("picture2 3 ");
    assertThat(fromOne.counts().decoded()).isZero();
  }

  @Test
  void packsCanBePassedOver() throws IOException {
    write(new TarShards(PictureEncoding.PNG), 0, PICTURES);
    ReadySamples samples = samples(ListingOptions.defaults());
    List<String> tail = read(samples, 2);
    assertThat(tail).hasSize(PICTURES - 8);
    assertThat(tail.get(0)).contains("picture8.png");
    assertThat(samples.counts().decoded()).isEqualTo(PICTURES - 8);
    assertThat(read(samples, 0)).hasSize(PICTURES).endsWith(tail.toArray(String[]::new));
    assertThat(samples.counts().decoded()).isEqualTo(PICTURES);
  }

  @Test
  void packThatIsMadeAloneReadsItsOwnRecordsOnly() throws IOException {
    write(new TfRecordShards(PictureEncoding.PNG), 0, PICTURES);
    damageAllBut(4, 8);
    ReadySamples samples = samples(ListingOptions.defaults());
    SamplePlan plan = new SamplePlan(configuration, samples.transform());
    var split = plan.splits(set(ListingOptions.defaults())).get(0).split();
    try (SamplePacks packs = samples.open(split)) {
      packs.skip(1);
      try (SamplePack pack = packs.next()) {
        assertThat(pack.records()).isEqualTo(4);
        assertThat(pack.path(0)).endsWith("picture4");
        assertThat(pack.path(3)).endsWith("picture7");
      }
      assertThat(samples.counts().decoded()).isEqualTo(4);
      assertThatExceptionOfType(DamagedContainerException.class)
          .isThrownBy(packs::next)
          .withMessageContaining("the checksum of its data is wrong");
    }
    assertThat(samples.count(split)).as("headers are sound").hasValue(PICTURES);
  }

  /** Makes the data of all records wrong that are not between two numbers. */
  private void damageAllBut(int from, int to) throws IOException {
    Path file = folder.resolve("train-00000-of-00001");
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer at = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; at.hasRemaining(); i++) {
      int length = (int) at.getLong();
      int data = at.position() + Integer.BYTES;
      if (i < from || i >= to) {
        bytes[data + length / 2]++;
      }
      at.position(data + length + Integer.BYTES);
    }
    Files.write(file, bytes);
    Files.delete(folder.resolve(".train-00000-of-00001.crc"));
  }

  @Test
  void numberOfRecordsThatFillsThePacksIsNoSpecialCase() throws IOException {
    write(new TarShards(PictureEncoding.PNG), 0, 8);
    assertThat(read(samples(ListingOptions.defaults()), 0)).hasSize(8);
    assertThat(read(samples(ListingOptions.defaults()), 0)).hasSize(8);
  }

  @Test
  void rewrittenContainerIsDecodedAnew() throws IOException {
    write(new TfRecordShards(PictureEncoding.PNG), 0, PICTURES);
    read(samples(ListingOptions.defaults()), 0);
    write(new TfRecordShards(PictureEncoding.PNG), 100, 100 + PICTURES);
    ReadySamples again = samples(ListingOptions.defaults());
    assertThat(read(again, 0).get(0)).contains("picture100 ");
    assertThat(again.counts().decoded()).isEqualTo(PICTURES);
  }

  private ReadySamples samples(ListingOptions listing) throws IOException {
    return new ReadySamples(configuration, new SampleTransform(LARGE), set(listing).reading());
  }

  private PictureSet set(ListingOptions listing) throws IOException {
    return PictureSet.list(
        configuration, List.of(new org.apache.hadoop.fs.Path("cache:///pictures")), listing);
  }

  /** Path, label and digest of each record, behind some packs of each split. */
  private List<String> read(ReadySamples samples, int skipped) throws IOException {
    List<String> all = new ArrayList<>();
    SamplePlan plan = new SamplePlan(configuration, samples.transform());
    for (SamplePlan.SampleSplit split : plan.splits(set(ListingOptions.defaults()))) {
      try (SamplePacks packs = samples.open(split.split())) {
        packs.skip(skipped);
        while (true) {
          try (SamplePack pack = packs.next()) {
            if (pack == null) {
              break;
            }
            for (int i = 0; i < pack.records(); i++) {
              byte[] bgr = new byte[samples.transform().recordLength()];
              pack.bgr(i).get(bgr);
              all.add(pack.path(i) + " " + pack.label(i) + " " + Arrays.hashCode(bgr));
            }
          }
        }
      }
    }
    return all;
  }

  private static int hash(int picture) throws IOException {
    return Arrays.hashCode(
        new ImageDecoder(LARGE).decode("", NumberedPictures.pixels(picture)).data());
  }

  private void write(ShardFormat format, int from, int to) throws IOException {
    NumberedPictures.write(configuration, folder, format, from, to);
  }
}

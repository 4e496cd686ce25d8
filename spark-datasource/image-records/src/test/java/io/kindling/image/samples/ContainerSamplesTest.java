package io.kindling.image.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RawPixels;
import io.kindling.image.sequencefile.SequenceFileShards;
import io.kindling.image.sequencefile.SequenceFileShards.KeyForm;
import io.kindling.image.tfrecord.TfRecordShards;
import io.kindling.image.webdataset.TarShards;
import io.kindling.image.write.OutgoingPicture;
import io.kindling.image.write.OutgoingPixels;
import io.kindling.image.write.PictureEncoding;
import io.kindling.image.write.Scaling;
import io.kindling.image.write.ShardFormat;
import io.kindling.image.write.ShardLimits;
import io.kindling.image.write.ShardedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.SequenceFile.CompressionType;
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

  static Stream<ShardFormat> formats() {
    return Stream.of(
        new SequenceFileShards(
            KeyForm.NAME_AND_LABEL,
            new OutgoingPixels(TargetSize.original(), Scaling.BILINEAR),
            CompressionType.RECORD),
        new TfRecordShards(PictureEncoding.PNG),
        new TarShards(PictureEncoding.PNG));
  }

  @BeforeEach
  void mount() {
    configuration = new Configuration();
    configuration.set("fs.cache.mount.pictures", folder.toUri().toString());
    configuration.set("fs.cache.metadata.settle-time", "0ms");
    configuration.set("fs.cache.metadata.freshness", "0ms");
    configuration.set("fs.cache.memory.size", "128m");
    configuration.set("fs.cache.faults", "strict");
    configuration.setBoolean("fs.cache.impl.disable.cache", true);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void secondReaderFindsAllRecordsWithTheirNamesAndLabels(ShardFormat format) throws IOException {
    write(format, PICTURES, 0);
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
    write(new TfRecordShards(PictureEncoding.PNG), PICTURES, 0);
    read(samples(ListingOptions.defaults()), 0);
    ReadySamples fromOne = samples(ListingOptions.defaults().withLabelBase(LabelBase.ONE));
    assertThat(read(fromOne, 0).get(2)).contains("picture2 3 ");
    assertThat(fromOne.counts().decoded()).isZero();
  }

  @Test
  void packsCanBePassedOver() throws IOException {
    write(new TarShards(PictureEncoding.PNG), PICTURES, 0);
    ReadySamples samples = samples(ListingOptions.defaults());
    List<String> tail = read(samples, 2);
    assertThat(tail).hasSize(PICTURES - 8);
    assertThat(tail.get(0)).contains("picture8.png");
    assertThat(samples.counts().decoded()).isEqualTo(PICTURES - 8);
    assertThat(read(samples, 0)).hasSize(PICTURES).endsWith(tail.toArray(String[]::new));
    assertThat(samples.counts().decoded()).isEqualTo(PICTURES);
  }

  @Test
  void numberOfRecordsThatFillsThePacksIsNoSpecialCase() throws IOException {
    write(new TarShards(PictureEncoding.PNG), 8, 0);
    assertThat(read(samples(ListingOptions.defaults()), 0)).hasSize(8);
    assertThat(read(samples(ListingOptions.defaults()), 0)).hasSize(8);
  }

  @Test
  void rewrittenContainerIsDecodedAnew() throws IOException {
    write(new TfRecordShards(PictureEncoding.PNG), PICTURES, 0);
    read(samples(ListingOptions.defaults()), 0);
    write(new TfRecordShards(PictureEncoding.PNG), PICTURES, 100);
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
    return Arrays.hashCode(new ImageDecoder(LARGE).decode("", pixels(picture)).data());
  }

  private void write(ShardFormat format, int pictures, int from) throws IOException {
    ShardFormat.ShardPlace place = new ShardFormat.ShardPlace("train", 0, 1, 0, "");
    Files.deleteIfExists(folder.resolve(format.name(place)));
    try (ShardedOutput output =
        new ShardedOutput(
            configuration,
            new org.apache.hadoop.fs.Path(folder.toUri()),
            format,
            ShardLimits.records(1000),
            place)) {
      for (int i = from; i < from + pictures; i++) {
        output.add(new OutgoingPicture("/picture" + i, new Labels(i % 3, null, null), pixels(i)));
      }
      output.finish();
    }
  }

  private static RawPixels pixels(int number) {
    byte[] bgr = new byte[40 * 30 * 3];
    for (int i = 0; i < bgr.length; i++) {
      bgr[i] = (byte) (i * (number + 1));
    }
    return new RawPixels(40, 30, ByteBuffer.wrap(bgr));
  }
}

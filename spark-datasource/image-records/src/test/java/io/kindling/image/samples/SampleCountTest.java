package io.kindling.image.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.image.CachedFolder;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.read.RecordStream;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.SourceFile;
import io.kindling.image.tfrecord.TfRecordShards;
import io.kindling.image.write.NumberedPictures;
import io.kindling.image.write.PictureEncoding;
import io.kindling.image.write.ShardFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many records a split has, of a local folder that is cached in this one JVM. */
class SampleCountTest {
  private static final int PICTURES = 18;
  private static final SampleTransform TRANSFORM =
      new SampleTransform(DecodeOptions.bgr().withSize(TargetSize.exactly(40, 30)));

  @TempDir Path folder;
  private Configuration configuration;

  @BeforeEach
  void mount() {
    configuration = CachedFolder.mounted("pictures", folder);
  }

  @ParameterizedTest
  @MethodSource("io.kindling.image.write.NumberedPictures#formats")
  void containerThatTheCacheHoldsIsCountedAndNothingIsMade(ShardFormat format) throws IOException {
    NumberedPictures.write(configuration, folder, format, 0, PICTURES);
    PictureSet set = set();
    ReadySamples samples = new ReadySamples(configuration, TRANSFORM, set.reading());
    ContainerRange split = split(set);
    try (RecordStream stream = samples.stream(split, 0, 1)) {
      assertThat(stream.next()).as("first record of %s", split).isNotNull();
    }
    assertThat(samples.count(split)).hasValue(PICTURES);
    assertThat(samples.counts().decoded()).isZero();
    try (SamplePacks packs = samples.open(split)) {
      assertThat(packs.held().packs()).isZero();
    }
  }

  @Test
  void coldContainerIsNotCountedAndNotFetched() throws IOException {
    NumberedPictures.write(
        configuration, folder, new TfRecordShards(PictureEncoding.PNG), 0, PICTURES);
    PictureSet set = set();
    ReadySamples samples = new ReadySamples(configuration, TRANSFORM, set.reading());
    long fetched = KindlingProcess.metrics().get(Metric.FETCHED_BYTES);
    assertThat(samples.count(split(set))).isEmpty();
    assertThat(KindlingProcess.metrics().get(Metric.FETCHED_BYTES)).isEqualTo(fetched);
  }

  @Test
  void filesAreCountedWithoutALook() throws IOException {
    ReadySamples samples = new ReadySamples(configuration, TRANSFORM, RecordOptions.defaults());
    SourceFile absent = SourceFile.of("cache:/pictures/a.jpg", 10, 1, null, Labels.NONE);
    assertThat(samples.count(new FileRun(List.of(absent, absent, absent)))).hasValue(3);
  }

  private PictureSet set() throws IOException {
    return PictureSet.list(
        configuration,
        List.of(new org.apache.hadoop.fs.Path("cache:///pictures")),
        ListingOptions.defaults());
  }

  private static ContainerRange split(PictureSet set) {
    return ContainerRange.whole(set.layout().container(), set.files().get(0));
  }
}

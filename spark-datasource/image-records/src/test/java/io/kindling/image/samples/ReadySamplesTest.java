package io.kindling.image.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.SourceRange;
import io.kindling.hadoop.samples.FilePacks;
import io.kindling.image.CachedFolder;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.ScaledDecoding;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.SourceFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.PathIOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in a local folder, cached in this one JVM. */
class ReadySamplesTest {
  private static final DecodeOptions LARGE =
      DecodeOptions.bgr().withSize(TargetSize.exactly(1200, 900));
  private static final DecodeOptions SMALL =
      DecodeOptions.bgr().withSize(TargetSize.exactly(40, 30));

  @TempDir Path folder;
  private Configuration configuration;

  @BeforeEach
  void writePictures() throws IOException {
    configuration = CachedFolder.mounted("pictures", folder);
    for (String name : List.of("ant", "bee")) {
      Files.createDirectories(folder.resolve(name));
      for (int i = 0; i < 4; i++) {
        write(name + "/" + i + ".png", new Color(10 * i, 100, name.equals("ant") ? 0 : 255));
      }
    }
  }

  @Test
  void samplesAreWhatTheDecoderGives() throws IOException {
    ImageDecoder decoder = new ImageDecoder(SMALL);
    List<Sample> samples = read(samples(SMALL));
    assertThat(samples).hasSize(8);
    for (Sample sample : samples) {
      byte[] encoded =
          Files.readAllBytes(folder.resolve(sample.path.replaceFirst(".*/pictures/", "")));
      assertThat(sample.bgr)
          .isEqualTo(ByteBuffer.wrap(decoder.decode(sample.path, encoded).data()));
    }
    assertThat(samples.stream().map(sample -> sample.label))
        .containsExactlyInAnyOrder(0, 0, 0, 0, 1, 1, 1, 1);
  }

  @Test
  void secondReaderDecodesNothing() throws IOException {
    ReadySamples first = samples(SMALL);
    List<Sample> made = read(first);
    assertThat(first.counts().decoded()).isEqualTo(8);
    assertThat(made.get(0).found).isEqualTo(Pack.Found.MADE);
    ReadySamples second = samples(SMALL);
    List<Sample> found = read(second);
    assertThat(second.counts().decoded()).isZero();
    assertThat(found.get(0).found).isEqualTo(Pack.Found.HERE);
    assertThat(found.stream().map(sample -> sample.path))
        .isEqualTo(made.stream().map(sample -> sample.path).toList());
    for (int i = 0; i < made.size(); i++) {
      assertThat(found.get(i).bgr).isEqualTo(made.get(i).bgr);
    }
  }

  @Test
  void nothingIsFoundOutAboutTheFilesOfANamedPackThatIsThere() throws IOException {
    ReadySamples samples = samples(SMALL);
    List<Sample> made = read(samples);
    FileRun run =
        (FileRun) new SamplePlan(configuration, samples.transform()).splits(set()).get(0).split();
    assertThat(run.pack()).as("a local file has no etag").isNull();
    PackKey name = name(run, samples.fingerprint());
    PackKey strange = name(run, "by another decoder");
    ReadySamples later = samples(SMALL);
    for (SourceFile file : run.files()) {
      Files.delete(folder.resolve(file.path().replaceFirst(".*/pictures/", "")));
    }
    try (SamplePacks packs = later.open(new FileRun(run.files(), name));
        SamplePack pack = packs.next()) {
      assertThat(pack.found()).isEqualTo(Pack.Found.HERE);
      assertThat(pack.records()).isEqualTo(run.files().size());
      assertThat(pack.path(0)).isEqualTo(made.get(0).path);
      assertThat(packs.next()).isNull();
    }
    try (SamplePacks packs = later.open(new FileRun(run.files(), name))) {
      packs.skip(1);
      assertThat(packs.next()).isNull();
    }
    // A name that this process would not give counts for nothing: it looks for itself.
    try (SamplePacks packs = later.open(new FileRun(run.files(), strange))) {
      assertThatThrownBy(packs::next).isInstanceOf(FileNotFoundException.class);
    }
  }

  private PackKey name(FileRun run, String fingerprint) throws IOException {
    ReadySamples samples = samples(SMALL);
    List<SourceRange> sources = new ArrayList<>();
    FilePacks packs = samples.packs(run.files().get(0));
    for (SourceFile file : run.files()) {
      sources.add(
          SourceRange.wholeFile(
              packs.source(new org.apache.hadoop.fs.Path(file.path()), file.status()).version()));
    }
    return PackKey.of(sources, fingerprint, samples.shapeOfFiles(packs.layout()));
  }

  @Test
  void anotherTransformHasSamplesOfItsOwn() throws IOException {
    read(samples(SMALL));
    ReadySamples scaled = samples(SMALL.withScaledDecoding(ScaledDecoding.JPEG_FRACTIONS));
    read(scaled);
    assertThat(scaled.counts().decoded()).isEqualTo(8);
  }

  @Test
  void changedPictureIsDecodedAnewWithItsPackOnly() throws IOException {
    ReadySamples first = samples(LARGE);
    read(first);
    write("bee/3.png", Color.WHITE);
    ReadySamples second = samples(LARGE);
    List<Sample> samples = read(second);
    assertThat(sample(samples, "bee/3.png").bgr.get(0)).isEqualTo((byte) 255);
    assertThat(sample(samples, "bee/3.png").found).isEqualTo(Pack.Found.MADE);
    // Three megabytes each, one in a block: at most four in a pack.
    assertThat(first.counts().decoded()).isEqualTo(8);
    assertThat(second.counts().decoded())
        .isEqualTo(samples.stream().filter(each -> each.found == Pack.Found.MADE).count())
        .isBetween(1L, 4L);
  }

  @Test
  void pictureThatCannotBeDecodedKeepsItsPlaceAndItsReason() throws IOException {
    Files.writeString(folder.resolve("ant/1.png"), "no picture");
    Files.write(folder.resolve("ant/2.png"), new byte[0]);
    for (ReadySamples each : List.of(samples(SMALL), samples(SMALL))) {
      List<Sample> samples = read(each);
      assertThat(samples).hasSize(8);
      assertThat(sample(samples, "ant/0.png").reason).isNull();
      assertThat(sample(samples, "ant/1.png").reason).startsWith("no picture: its first bytes");
      assertThat(sample(samples, "ant/2.png").reason).isEqualTo("the file is empty");
    }
  }

  @Test
  void pathOutsideOfTheCacheIsRefused() throws IOException {
    PictureSet set =
        PictureSet.list(
            configuration, List.of(new org.apache.hadoop.fs.Path(folder.toUri())), listing());
    SamplePlan plan = new SamplePlan(configuration, new SampleTransform(SMALL));
    assertThatThrownBy(() -> plan.splits(set))
        .isInstanceOf(PathIOException.class)
        .hasMessageContaining("fs.cache.mount");
  }

  @Test
  void samplesOfManySizesOrColoursAreRefused() {
    assertThatThrownBy(() -> new SampleTransform(DecodeOptions.bgr()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resize");
    assertThatThrownBy(
            () -> new SampleTransform(DecodeOptions.bgr().withSize(TargetSize.shorterSide(256))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("WIDTHxHEIGHT");
    assertThatThrownBy(
            () ->
                new SampleTransform(
                    DecodeOptions.asStored().withSize(TargetSize.exactly(256, 256))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("colour");
  }

  private record Sample(
      String path, int label, ByteBuffer bgr, @Nullable String reason, Pack.Found found) {}

  private static Sample sample(List<Sample> samples, String name) {
    return samples.stream()
        .filter(each -> each.path.endsWith("/" + name))
        .findFirst()
        .orElseThrow();
  }

  private ReadySamples samples(DecodeOptions decoding) throws IOException {
    return new ReadySamples(configuration, new SampleTransform(decoding), set().reading());
  }

  private PictureSet set() throws IOException {
    return PictureSet.list(
        configuration, List.of(new org.apache.hadoop.fs.Path("cache:///pictures")), listing());
  }

  private static ListingOptions listing() {
    return ListingOptions.defaults();
  }

  private List<Sample> read(ReadySamples samples) throws IOException {
    List<Sample> all = new ArrayList<>();
    SamplePlan plan = new SamplePlan(configuration, samples.transform());
    for (SamplePlan.SampleSplit split : plan.splits(set())) {
      try (SamplePacks packs = samples.open(split.split())) {
        while (true) {
          try (SamplePack pack = packs.next()) {
            if (pack == null) {
              break;
            }
            for (int i = 0; i < pack.records(); i++) {
              byte[] bgr = new byte[samples.transform().recordLength()];
              if (pack.isPicture(i)) {
                pack.bgr(i).get(bgr);
              }
              all.add(
                  new Sample(
                      pack.path(i),
                      pack.label(i),
                      ByteBuffer.wrap(bgr),
                      pack.reason(i),
                      pack.found()));
            }
          }
        }
      }
    }
    return all;
  }

  private void write(String name, Color colour) throws IOException {
    BufferedImage image = new BufferedImage(60, 45, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, 60, 45);
    graphics.setColor(Color.GREEN);
    graphics.drawLine(20, 10, 50, 40);
    graphics.dispose();
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }
}

package io.kindling.image.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.PictureFormat;
import io.kindling.image.decode.PictureHeader;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.listing.Layout;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.read.Records;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RawPixels;
import io.kindling.image.sequencefile.SequenceFileShards;
import io.kindling.image.sequencefile.SequenceFileShards.KeyForm;
import io.kindling.image.tfrecord.TfRecordShards;
import io.kindling.image.webdataset.TarShards;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is what our readers read: every record, its label and its name. */
class RoundTripTest {
  private static final int PICTURES = 25;

  @TempDir Path folder;
  private final Configuration configuration = new Configuration();

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void sequenceFiles(CompressionType compression) throws IOException {
    SequenceFileShards format =
        new SequenceFileShards(
            KeyForm.NAME_AND_LABEL,
            new OutgoingPixels(TargetSize.shorterSide(20), Scaling.BILINEAR),
            compression);
    List<String> names = write(format, new ShardLimits(10, Long.MAX_VALUE), 0);
    assertThat(names)
        .containsExactly("imagenet-seq-0_0.seq", "imagenet-seq-0_1.seq", "imagenet-seq-0_2.seq");
    List<Records.Seen> seen = Records.of(folder, ListingOptions.defaults(), 10_000);
    assertThat(seen).hasSize(PICTURES);
    ImageDecoder decoder =
        new ImageDecoder(DecodeOptions.bgr().withSize(TargetSize.shorterSide(20)));
    for (int i = 0; i < PICTURES; i++) {
      OutgoingPicture picture = picture(i);
      assertThat(seen.get(i).key()).isEqualTo(picture.name());
      assertThat(seen.get(i).label()).isEqualTo(picture.labels().label());
      assertThat(seen.get(i).content())
          .isEqualTo(decoder.decode(picture.path(), picture.content()).data());
    }
  }

  @Test
  void tfRecords() throws IOException {
    TfRecordShards format = new TfRecordShards(PictureEncoding.PNG);
    assertThat(write(format, ShardLimits.records(20), 0))
        .containsExactly("train-00000-of-00001", "train-0001-00000-of-00001");
    List<Records.Seen> seen = Records.of(folder, ListingOptions.defaults(), 10_000);
    assertThat(seen).hasSize(PICTURES);
    for (int i = 0; i < PICTURES; i++) {
      assertSameEncoded(seen.get(i), picture(i));
      assertThat(seen.get(i).key()).isEqualTo(picture(i).name());
    }
  }

  @Test
  void webDatasetTars() throws IOException {
    TarShards format = new TarShards(PictureEncoding.PNG);
    assertThat(write(format, new ShardLimits(Long.MAX_VALUE, 20_000), 0))
        .hasSizeGreaterThan(2)
        .startsWith("train-000000.tar", "train-000000-0001.tar");
    List<Records.Seen> seen = Records.of(folder, ListingOptions.defaults(), 10_000);
    assertThat(seen).hasSize(PICTURES);
    List<Records.Seen> inOrder = new ArrayList<>(seen);
    inOrder.sort((one, other) -> Integer.compare(number(one), number(other)));
    for (int i = 0; i < PICTURES; i++) {
      assertSameEncoded(inOrder.get(i), picture(i));
      assertThat(inOrder.get(i).key())
          .isEqualTo(picture(i).path().replaceFirst(".*/(class_\\d)", "$1"));
    }
  }

  @Test
  void labelsFromOneAreReadAsSuch() throws IOException {
    write(new TarShards(PictureEncoding.PNG), ShardLimits.records(100), 0);
    List<Records.Seen> seen =
        Records.of(folder, ListingOptions.defaults().withLabelBase(LabelBase.ONE), 10_000);
    assertThat(seen.get(0).label()).isEqualTo(picture(0).labels().label() + 1);
  }

  @Test
  void unlabelledPicturesStaySo() throws IOException {
    for (ShardFormat format :
        List.of(new TfRecordShards(PictureEncoding.PNG), new TarShards(PictureEncoding.PNG))) {
      Path own = Files.createDirectories(folder.resolve(format.getClass().getSimpleName()));
      try (ShardWriter writer = format.create(configuration, hadoop(own.resolve("train-0.tar")))) {
        writer.add(new OutgoingPicture("a.png", Labels.NONE, content(0)));
      }
      ListingOptions listing =
          ListingOptions.defaults()
              .withLayout(format instanceof TarShards ? Layout.WEBDATASET : Layout.TFRECORD);
      List<Records.Seen> seen = Records.of(own, listing, 10_000);
      assertThat(seen).hasSize(1);
      assertThat(seen.get(0).labels().hasLabel()).isFalse();
    }
    try (ShardWriter writer =
        new SequenceFileShards(
                KeyForm.LABEL,
                new OutgoingPixels(TargetSize.original(), Scaling.BILINEAR),
                CompressionType.NONE)
            .create(configuration, hadoop(folder.resolve("none.seq")))) {
      assertThatThrownBy(() -> writer.add(new OutgoingPicture("a.png", Labels.NONE, content(0))))
          .isInstanceOf(UnwritablePictureException.class)
          .hasMessageStartingWith("a.png: no label");
    }
  }

  @Test
  void longAndForeignNamesAndEqualOnesAreKeptApart() throws IOException {
    String longName = "ein sehr langer Name mit Umlauten \u00e4\u00f6\u00fc ".repeat(4) + "ende";
    TarShards format = new TarShards(PictureEncoding.PNG);
    try (ShardWriter writer = format.create(configuration, hadoop(folder.resolve("train.tar")))) {
      for (String path : List.of("/a/b/" + longName + ".png", "/x/c.d.png", "/y/x/c.d.png")) {
        writer.add(new OutgoingPicture(path, new Labels(3, null, null), content(0)));
      }
    }
    List<Records.Seen> seen = Records.of(folder, ListingOptions.defaults(), 10_000);
    assertThat(seen.stream().map(Records.Seen::key))
        .containsExactly("b/" + longName + ".png", "x/c_d.png", "x/c_d_2.png");
  }

  @ParameterizedTest
  @EnumSource(PictureEncoding.class)
  void pixelsAreEncoded(PictureEncoding encoding) throws IOException {
    byte[] bgr = new byte[30 * 20 * 3];
    for (int i = 0; i < bgr.length; i++) {
      bgr[i] = (byte) (i / 90 * 4);
    }
    RawPixels pixels = new RawPixels(30, 20, ByteBuffer.wrap(bgr));
    ByteBuffer encoded = encoding.of(new OutgoingPicture("a", Labels.NONE, pixels));
    PictureHeader header = PictureHeader.read("a", encoded);
    assertThat(header.format())
        .isEqualTo(encoding == PictureEncoding.PNG ? PictureFormat.PNG : PictureFormat.JPEG);
    assertThat(new PixelSize(header.width(), header.height())).isEqualTo(new PixelSize(30, 20));
    byte[] decoded = new ImageDecoder(DecodeOptions.bgr()).decode("a", encoded).data();
    for (int i = 0; i < bgr.length; i++) {
      assertThat(decoded[i] & 0xFF)
          .isBetween(
              (bgr[i] & 0xFF) - encoding.ordinal() * 8, (bgr[i] & 0xFF) + encoding.ordinal() * 8);
    }
  }

  private static void assertSameEncoded(Records.Seen seen, OutgoingPicture picture) {
    assertThat(seen.labels().label()).isEqualTo(picture.labels().label());
    assertThat(seen.labels().synset()).isEqualTo(picture.labels().synset());
    assertThat(ByteBuffer.wrap(seen.content()))
        .isEqualTo(((EncodedPicture) picture.content()).encoded());
  }

  private static int number(Records.Seen seen) {
    return Integer.parseInt(seen.key().replaceFirst(".*_(\\d+)\\.png", "$1"));
  }

  private List<String> write(ShardFormat format, ShardLimits limits, int writer)
      throws IOException {
    String prefix = format instanceof SequenceFileShards ? "imagenet-seq" : "train";
    ShardFormat.ShardPlace first = new ShardFormat.ShardPlace(prefix, writer, 1, 0, "");
    try (ShardedOutput output =
        new ShardedOutput(configuration, hadoop(folder), format, limits, first)) {
      for (int i = 0; i < PICTURES; i++) {
        output.add(picture(i));
      }
      output.finish();
      assertThat(output.records()).isEqualTo(PICTURES);
      long onDisk = 0;
      for (String name : output.names()) {
        onDisk += Files.size(folder.resolve(name));
      }
      assertThat(output.bytes()).isEqualTo(onDisk);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(
                files.map(file -> file.getFileName().toString()).filter(n -> !n.endsWith(".crc")))
            .containsExactlyInAnyOrderElementsOf(output.names());
      }
      return output.names();
    }
  }

  private static OutgoingPicture picture(int number) throws IOException {
    int label = number % 4;
    return new OutgoingPicture(
        "cache:/in/class_%d/picture_%d.png".formatted(label, number),
        new Labels(label, "class_" + label, null),
        content(number));
  }

  private static EncodedPicture content(int number) throws IOException {
    BufferedImage image = new BufferedImage(24 + number, 30, BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(number);
    for (int y = 0; y < 30; y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    ImageIO.write(image, "png", encoded);
    return new EncodedPicture(ByteBuffer.wrap(encoded.toByteArray()));
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}

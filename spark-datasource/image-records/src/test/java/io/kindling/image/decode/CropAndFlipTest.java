package io.kindling.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.Labels;
import io.kindling.image.record.PictureContent;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CropAndFlipTest {
  private static final DecodeOptions BGR = DecodeOptions.bgr();

  private final byte[] png = TestPictures.png(20, 14);
  private final DecodedImage whole = decoded("p", BGR);

  @Test
  void centreCropIsTheMiddle() {
    DecodedImage cropped = decoded("p", BGR.withCrop(Crop.centre(9, 6)));
    assertThat(cropped.width()).isEqualTo(9);
    assertThat(cropped.height()).isEqualTo(6);
    assertThat(cropped.data()).isEqualTo(part(5, 4, 9, 6));
  }

  @Test
  void randomCropIsSomewhereInThePictureAndTheSameForTheSameSeed() {
    Set<String> places = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      DecodeOptions options = BGR.withCrop(Crop.random(9, 6)).withSeed(i);
      byte[] cropped = decoded("p", options).data();
      assertThat(decoded("p", options).data()).isEqualTo(cropped);
      places.add(place(cropped));
    }
    assertThat(places).hasSizeGreaterThan(25);
  }

  @Test
  void recordsOfOneSeedAreCroppedDifferently() {
    Set<String> places = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      places.add(place(decoded("p" + i, BGR.withCrop(Crop.random(9, 6))).data()));
    }
    assertThat(places).hasSizeGreaterThan(25);
  }

  @Test
  void everyCornerIsReached() {
    Set<String> places = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      places.add(place(decoded("p", BGR.withCrop(Crop.random(19, 13)).withSeed(i)).data()));
    }
    assertThat(places).containsExactlyInAnyOrder("0,0", "1,0", "0,1", "1,1");
  }

  @Test
  void halfOfThePicturesAreMirroredAndTheCropStaysWhereItWas() {
    int mirrored = 0;
    for (int i = 0; i < 400; i++) {
      DecodeOptions crop = BGR.withCrop(Crop.random(9, 6)).withSeed(i);
      byte[] plain = decoded("p", crop).data();
      byte[] flipped = decoded("p", crop.withFlip(Flip.RANDOM)).data();
      if (!Arrays.equals(plain, flipped)) {
        assertThat(mirror(flipped, 9)).isEqualTo(plain);
        mirrored++;
      }
    }
    assertThat(mirrored).isBetween(150, 250);
  }

  @Test
  void pinnedDrawsStayTheSameForever() {
    RecordRandom random = new RecordRandom(42, "s3a://bucket/train/n01440764/1.JPEG");
    assertThat(new int[] {random.below(1000), random.below(1000), random.below(2)})
        .containsExactly(495, 501, 1);
  }

  @Test
  void pictureSmallerThanTheCropIsRefusedWithBothSizes() {
    assertThatExceptionOfType(UndecodableImageException.class)
        .isThrownBy(() -> new ImageDecoder(BGR.withCrop(Crop.centre(21, 3))).decode("p.png", png))
        .withMessage(
            "p.png: 20 x 14 pixels are smaller than the crop of 21 x 3; resize the picture first");
  }

  @Test
  void cropComesAfterTheResize() {
    DecodeOptions options = BGR.withSize(TargetSize.exactly(40, 28)).withCrop(Crop.centre(30, 20));
    assertThat(decoded("p", options).width()).isEqualTo(30);
  }

  @Test
  void rawPixelsAreTreatedAsDecodedOnesAre() throws Exception {
    for (DecodeOptions options :
        new DecodeOptions[] {
          BGR,
          BGR.withCrop(Crop.random(9, 6)).withFlip(Flip.RANDOM).withSeed(5),
          BGR.withSize(TargetSize.shorterSide(10)).withCrop(Crop.centre(8, 8))
        }) {
      ImageDecoder decoder = new ImageDecoder(options);
      RawPixels raw = new RawPixels(20, 14, ByteBuffer.wrap(whole.data()));
      DecodedImage fromRaw = decoder.decode(record(raw));
      DecodedImage fromPng = decoder.decode(record(new EncodedPicture(ByteBuffer.wrap(png))));
      assertThat(fromRaw.data()).isEqualTo(fromPng.data());
      assertThat(fromRaw.width()).isEqualTo(fromPng.width());
      assertThat(fromRaw.data()).isNotSameAs(whole.data());
    }
  }

  private static PictureRecord record(PictureContent content) {
    SourceFile file = SourceFile.of("file:/a/b", 1, 1, null, Labels.NONE);
    return PictureRecord.inContainer(file, "p", Labels.NONE, content);
  }

  private DecodedImage decoded(String path, DecodeOptions options) {
    try {
      return new ImageDecoder(options).decode(path, png);
    } catch (IOException unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }

  private String place(byte[] cropped) {
    int pixels = cropped.length / 3;
    int width = pixels == 9 * 6 ? 9 : 19;
    for (int top = 0; top <= 14 - pixels / width; top++) {
      for (int left = 0; left <= 20 - width; left++) {
        if (Arrays.equals(part(left, top, width, pixels / width), cropped)) {
          return left + "," + top;
        }
      }
    }
    throw new AssertionError("the crop is no part of the picture");
  }

  private byte[] part(int left, int top, int width, int height) {
    byte[] part = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      System.arraycopy(whole.data(), ((top + y) * 20 + left) * 3, part, y * width * 3, width * 3);
    }
    return part;
  }

  private static byte[] mirror(byte[] pixels, int width) {
    byte[] mirrored = new byte[pixels.length];
    for (int i = 0; i < pixels.length / 3; i++) {
      int x = i % width;
      int other = i - x + width - 1 - x;
      System.arraycopy(pixels, i * 3, mirrored, other * 3, 3);
    }
    return mirrored;
  }
}

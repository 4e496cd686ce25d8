package io.kindling.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {
  private final ImageDecoder asStored = new ImageDecoder(DecodeOptions.asStored());
  private final ImageDecoder bgr = new ImageDecoder(DecodeOptions.bgr());

  @Test
  void colourPictureHasThreeChannelsInTheOrderBlueGreenRed() throws Exception {
    BufferedImage picture = TestPictures.photograph(20, 10);
    DecodedImage decoded = asStored.decode("a.png", TestPictures.encoded(picture, "png"));
    assertThat(decoded.width()).isEqualTo(20);
    assertThat(decoded.height()).isEqualTo(10);
    assertThat(decoded.typeCode()).isEqualTo(16);
    int rgb = picture.getRGB(13, 7);
    int offset = (7 * 20 + 13) * 3;
    assertThat(decoded.data()[offset]).isEqualTo((byte) rgb);
    assertThat(decoded.data()[offset + 1]).isEqualTo((byte) (rgb >> 8));
    assertThat(decoded.data()[offset + 2]).isEqualTo((byte) (rgb >> 16));
  }

  @Test
  void grayPictureHasOneChannelAsStoredAndThreeEqualOnesAsBgr() throws Exception {
    byte[] gray =
        TestPictures.encoded(TestPictures.photograph(9, 9, BufferedImage.TYPE_BYTE_GRAY, 1), "jpg");
    assertThat(asStored.decode("g.jpg", gray).typeCode()).isZero();
    DecodedImage coloured = bgr.decode("g.jpg", gray);
    assertThat(coloured.typeCode()).isEqualTo(16);
    assertThat(coloured.data()[0])
        .isEqualTo(coloured.data()[1])
        .isEqualTo(coloured.data()[2])
        .isEqualTo(asStored.decode("g.jpg", gray).data()[0]);
  }

  @Test
  void transparentPictureHasFourChannelsAsStoredAndThreeAsBgr() throws Exception {
    byte[] png =
        TestPictures.encoded(
            TestPictures.photograph(8, 8, BufferedImage.TYPE_4BYTE_ABGR, 1), "png");
    DecodedImage decoded = asStored.decode("t.png", png);
    assertThat(decoded.typeCode()).isEqualTo(24);
    assertThat(decoded.data()[3]).isEqualTo((byte) 255);
    assertThat(bgr.decode("t.png", png).channels()).isEqualTo(3);
  }

  @Test
  void grayPictureWithTransparencyKeepsItsGrayUnmixed() throws Exception {
    byte[] png = TestPictures.grayPngWithAlpha(100, 30);
    assertThat(asStored.decode("ga.png", png).typeCode()).isZero();
    assertThat(asStored.decode("ga.png", png).data()).containsOnly(100);
  }

  @Test
  void sixteenBitsAreRoundedToEight() throws Exception {
    BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 257 * 40 + 128);
    deep.getRaster().setSample(1, 0, 0, 257 * 40 + 129);
    DecodedImage decoded = asStored.decode("d.png", TestPictures.encoded(deep, "png"));
    assertThat(decoded.data()).containsExactly(40, 41);
  }

  @Test
  void resizesToTheExactSizeOrTheShorterSide() throws Exception {
    byte[] jpeg = TestPictures.jpeg(300, 200);
    DecodedImage exact = decode(DecodeOptions.bgr().withSize(TargetSize.exactly(64, 48)), jpeg);
    assertThat(new int[] {exact.width(), exact.height()}).containsExactly(64, 48);
    DecodedImage shorter = decode(DecodeOptions.bgr().withSize(TargetSize.shorterSide(64)), jpeg);
    assertThat(new int[] {shorter.width(), shorter.height()}).containsExactly(96, 64);
    DecodedImage upright =
        decode(
            DecodeOptions.bgr().withSize(TargetSize.shorterSide(256)), TestPictures.jpeg(100, 333));
    assertThat(new int[] {upright.width(), upright.height()}).containsExactly(256, 852);
  }

  @Test
  void scaledDecodingGivesTheSameSizeAndNearlyTheSamePixels() throws Exception {
    DecodeOptions options = DecodeOptions.bgr().withSize(TargetSize.exactly(100, 80));
    byte[] jpeg = TestPictures.jpeg(1000, 700);
    DecodedImage exact = decode(options, jpeg);
    DecodedImage scaled = decode(options.withScaledDecoding(ScaledDecoding.JPEG_FRACTIONS), jpeg);
    assertThat(scaled.width()).isEqualTo(100);
    assertThat(scaled.height()).isEqualTo(80);
    assertThat(meanDifference(scaled, exact)).isBetween(0.001, 5.0);
  }

  @Test
  void scaledDecodingOfASlightlySmallerPictureChangesNothing() throws Exception {
    DecodeOptions options = DecodeOptions.bgr().withSize(TargetSize.exactly(100, 80));
    byte[] jpeg = TestPictures.jpeg(190, 150);
    assertThat(decode(options.withScaledDecoding(ScaledDecoding.JPEG_FRACTIONS), jpeg).data())
        .isEqualTo(decode(options, jpeg).data());
  }

  @Test
  void orientationIsIgnoredUnlessAskedFor() throws Exception {
    byte[] jpeg = TestPictures.withOrientation(TestPictures.jpeg(40, 20), 6);
    assertThat(asStored.decode("o.jpg", jpeg).width()).isEqualTo(40);
    assertThat(bgr.decode("o.jpg", jpeg).width()).isEqualTo(40);
    DecodedImage upright = decode(DecodeOptions.bgr().withOrientation(Orientation.UPRIGHT), jpeg);
    assertThat(upright.width()).isEqualTo(20);
    assertThat(upright.height()).isEqualTo(40);
  }

  @Test
  void uprightPictureIsResizedAfterItWasTurned() throws Exception {
    byte[] jpeg = TestPictures.withOrientation(TestPictures.jpeg(400, 200), 6);
    DecodeOptions options =
        DecodeOptions.bgr()
            .withOrientation(Orientation.UPRIGHT)
            .withSize(TargetSize.shorterSide(50))
            .withScaledDecoding(ScaledDecoding.JPEG_FRACTIONS);
    DecodedImage upright = decode(options, jpeg);
    assertThat(new int[] {upright.width(), upright.height()}).containsExactly(50, 100);
  }

  @Test
  void everyKindOfBufferIsReadAndLeftAsItWas() throws Exception {
    byte[] png = TestPictures.png(30, 20);
    byte[] expected = bgr.decode("b.png", png).data();
    ByteBuffer direct = ByteBuffer.allocateDirect(png.length + 9).position(4);
    direct.put(png).flip().position(4);
    ByteBuffer readOnly = ByteBuffer.wrap(png).asReadOnlyBuffer();
    ByteBuffer slice = ByteBuffer.allocate(png.length + 5).position(5).slice().put(png).flip();
    for (ByteBuffer buffer : new ByteBuffer[] {direct, readOnly, slice}) {
      int position = buffer.position();
      assertThat(bgr.decode("b.png", buffer).data()).isEqualTo(expected);
      assertThat(buffer.position()).isEqualTo(position);
      assertThat(buffer.remaining()).isEqualTo(png.length);
    }
  }

  private static DecodedImage decode(DecodeOptions options, byte[] encoded)
      throws UndecodableImageException {
    return new ImageDecoder(options).decode("picture", encoded);
  }

  private static double meanDifference(DecodedImage one, DecodedImage other) {
    assertThat((double) one.data().length).isCloseTo(other.data().length, within(0.0));
    long sum = 0;
    for (int i = 0; i < one.data().length; i++) {
      sum += Math.abs((one.data()[i] & 0xFF) - (other.data()[i] & 0xFF));
    }
    return (double) sum / one.data().length;
  }
}

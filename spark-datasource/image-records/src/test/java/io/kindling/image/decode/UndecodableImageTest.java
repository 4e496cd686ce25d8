package io.kindling.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UndecodableImageTest {
  private final ImageDecoder decoder = new ImageDecoder(DecodeOptions.bgr());

  @Test
  void errorNamesPathAndReasonInOneLine() {
    assertRefused("not a picture at all".getBytes(StandardCharsets.UTF_8), "no picture");
    assertRefused(new byte[0], "empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp", "gif"})
  void pictureCutAnywhereIsRefused(String format) {
    byte[] whole = TestPictures.encoded(TestPictures.photograph(120, 90), format);
    for (int length = 1; length < whole.length; length += Math.max(1, whole.length / 60)) {
      assertRefused(Arrays.copyOf(whole, length), "");
    }
    assertRefused(Arrays.copyOf(whole, whole.length - 1), "");
  }

  @Test
  void endMarkerOfAThumbnailDoesNotHideThatAJpegWasCut() {
    byte[] thumbnail = TestPictures.jpeg(16, 16);
    byte[] whole = TestPictures.withSegment(TestPictures.jpeg(100, 100), 0xE1, thumbnail);
    assertRefused(Arrays.copyOf(whole, whole.length - 20), "truncated JPEG");
  }

  @Test
  void bytesBehindThePictureDoNoHarm() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(TestPictures.jpeg(50, 40));
    bytes.writeBytes(new byte[1000]);
    assertThat(decoder.decode("t.jpg", bytes.toByteArray()).width()).isEqualTo(50);
  }

  @Test
  void hugePictureIsRefusedByItsHeader() {
    byte[] png = TestPictures.png(10, 10);
    ByteBuffer.wrap(png).putInt(16, 65_500).putInt(20, 65_500);
    assertRefused(png, "65500 x 65500 pixels are more than the limit of 100000000");
  }

  @Test
  void pictureThatResizingWouldMakeHugeIsRefused() {
    ImageDecoder enlarging =
        new ImageDecoder(DecodeOptions.bgr().withSize(TargetSize.shorterSide(1000)));
    assertThatExceptionOfType(UndecodableImageException.class)
        .isThrownBy(() -> enlarging.decode("thin.png", TestPictures.png(1, 500)))
        .withMessage(
            "thin.png: 1 x 500 pixels, resized to 1000 x 500000, are more than the limit of"
                + " 100000000; raise the limit on pixels if that is right");
  }

  @Test
  void limitIsTheLargestNumberOfPixelsThatPasses() throws Exception {
    ImageDecoder limited = new ImageDecoder(DecodeOptions.bgr().withPixelLimit(100));
    assertThat(limited.decode("p", TestPictures.png(10, 10)).width()).isEqualTo(10);
    assertThatExceptionOfType(UndecodableImageException.class)
        .isThrownBy(() -> limited.decode("p", TestPictures.png(101, 1)));
  }

  @Test
  void limitBeyondOneArrayIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DecodeOptions.bgr().withPixelLimit(Integer.MAX_VALUE))
        .withMessageContaining("536870909");
  }

  private void assertRefused(byte[] encoded, String reason) {
    assertThatExceptionOfType(UndecodableImageException.class)
        .isThrownBy(() -> decoder.decode("s3a://bucket/a/b.jpg", encoded))
        .withMessageStartingWith("s3a://bucket/a/b.jpg: ")
        .withMessageContaining(reason)
        .satisfies(refused -> assertThat(refused.getMessage()).hasLineCount(1));
  }
}

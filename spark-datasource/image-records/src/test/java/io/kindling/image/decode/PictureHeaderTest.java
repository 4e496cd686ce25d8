package io.kindling.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureHeaderTest {
  @ParameterizedTest
  @CsvSource({"jpg,JPEG", "png,PNG", "bmp,BMP", "gif,GIF", "tif,TIFF"})
  void sizeAndFormatAreReadFromTheFirstBytes(String writer, PictureFormat format) throws Exception {
    byte[] encoded = TestPictures.encoded(TestPictures.photograph(37, 21), writer);
    PictureHeader header = PictureHeader.read("p", ByteBuffer.wrap(encoded));
    assertThat(header).isEqualTo(new PictureHeader(format, 37, 21, StoredColour.COLOUR));
    DecodedImage decoded = new ImageDecoder(DecodeOptions.asStored()).decode("p", encoded);
    assertThat(decoded.width()).isEqualTo(37);
    assertThat(decoded.height()).isEqualTo(21);
    assertThat(decoded.typeCode()).isEqualTo(16);
  }

  @Test
  void grayIsToldFromColour() throws Exception {
    byte[] gray =
        TestPictures.encoded(TestPictures.photograph(5, 5, BufferedImage.TYPE_BYTE_GRAY, 1), "jpg");
    assertThat(PictureHeader.read("g", ByteBuffer.wrap(gray)).colour())
        .isEqualTo(StoredColour.GRAY);
  }

  @Test
  void namesOfPicturesAreKnownByTheirEnding() {
    assertThat(PictureFormat.namesPicture("n01440764_1.JPEG")).isTrue();
    assertThat(PictureFormat.namesPicture("a.b.webp")).isTrue();
    assertThat(PictureFormat.namesPicture("jpeg")).isFalse();
    assertThat(PictureFormat.namesPicture("labels.txt")).isFalse();
  }
}

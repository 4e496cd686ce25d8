package io.kindling.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Awkward pictures that are made on the spot, so that the table of the manual is proven anywhere.
 */
class GeneratedOddPicturesTest {
  private final ImageDecoder asStored = new ImageDecoder(DecodeOptions.asStored());
  private final ImageDecoder bgr = new ImageDecoder(DecodeOptions.bgr());

  @Test
  void paletteBecomesBgrAndBgraWhenItHasTransparency() throws Exception {
    byte[] reds = {(byte) 255, 10};
    byte[] greens = {20, (byte) 200};
    byte[] blues = {30, 40};
    DecodedImage opaque =
        asStored.decode("p.png", palette(new IndexColorModel(8, 2, reds, greens, blues)));
    assertThat(opaque.typeCode()).isEqualTo(16);
    assertThat(opaque.data()).startsWith(30, 20, (byte) 255, 40, (byte) 200, 10);
    byte[] alphas = {(byte) 255, 0};
    byte[] png = palette(new IndexColorModel(8, 2, reds, greens, blues, alphas));
    assertThat(asStored.decode("p.png", png).typeCode()).isEqualTo(24);
    assertThat(asStored.decode("p.png", png).data())
        .startsWith(30, 20, (byte) 255, (byte) 255, 40, (byte) 200, 10, 0);
    assertThat(bgr.decode("p.png", png).typeCode()).isEqualTo(16);
  }

  @Test
  void oneBitGrayIsBlackAndWhite() throws Exception {
    BufferedImage image = new BufferedImage(9, 2, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(3, 1, 0xFFFFFFFF);
    DecodedImage decoded = bgr.decode("b.png", TestPictures.encoded(image, "png"));
    assertThat(decoded.data()[(9 + 3) * 3]).isEqualTo((byte) 255);
    assertThat(decoded.data()[(9 + 2) * 3]).isZero();
  }

  @Test
  void sixteenBitColourIsRounded() throws Exception {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 1, 1, 3, new Point());
    raster.setPixel(0, 0, new int[] {257 * 40 + 129, 257 * 50, 65535});
    var model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, 1, DataBuffer.TYPE_USHORT);
    byte[] png = TestPictures.encoded(new BufferedImage(model, raster, false, null), "png");
    assertThat(asStored.decode("d.png", png).data())
        .containsExactly((byte) 255, (byte) 50, (byte) 41);
    assertThat(bgr.decode("d.png", png).data()).containsExactly((byte) 255, (byte) 50, (byte) 41);
  }

  @Test
  void progressiveJpegIsTheSamePictureAsABaselineOne() throws Exception {
    BufferedImage photograph = TestPictures.photograph(90, 60);
    byte[] progressive = jpeg(new IIOImage(photograph, null, null), ImageWriteParam.MODE_DEFAULT);
    byte[] baseline = jpeg(new IIOImage(photograph, null, null), ImageWriteParam.MODE_DISABLED);
    assertThat(progressive).isNotEqualTo(baseline);
    assertThat(bgr.decode("p.jpg", progressive).data())
        .isEqualTo(bgr.decode("b.jpg", baseline).data());
  }

  @Test
  void cmykBecomesBgrByThePlainFormula() throws Exception {
    assertThat(cmyk(255, 255, 255, 255)).containsExactly(255, 255, 255);
    assertThat(cmyk(255, 255, 255, 0)).containsExactly(0, 0, 0);
    assertThat(cmyk(0, 255, 255, 255)).containsExactly(255, 255, 1);
    assertThat(cmyk(255, 255, 0, 128)).containsExactly(1, 128, 128);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void uprightTurnsEveryOrientation(int orientation) throws Exception {
    int width = 33;
    int height = 17;
    byte[] jpeg = TestPictures.withOrientation(TestPictures.jpeg(width, height), orientation);
    byte[] stored = bgr.decode("o.jpg", jpeg).data();
    DecodedImage upright =
        new ImageDecoder(DecodeOptions.bgr().withOrientation(Orientation.UPRIGHT))
            .decode("o.jpg", jpeg);
    assertThat(upright.width()).isEqualTo(orientation < 5 ? width : height);
    for (int y = 0; y < upright.height(); y++) {
      for (int x = 0; x < upright.width(); x++) {
        int column = column(orientation, x, y, width);
        int row = row(orientation, x, y, height);
        for (int c = 0; c < 3; c++) {
          assertThat(upright.data()[(y * upright.width() + x) * 3 + c])
              .isEqualTo(stored[(row * width + column) * 3 + c]);
        }
      }
    }
  }

  /** The stored column of a pixel of the upright picture (Exif 2.3, tag 0112). */
  private static int column(int orientation, int x, int y, int width) {
    return switch (orientation) {
      case 1, 4 -> x;
      case 2, 3 -> width - 1 - x;
      case 5, 6 -> y;
      default -> width - 1 - y;
    };
  }

  private static int row(int orientation, int x, int y, int height) {
    return switch (orientation) {
      case 1, 2 -> y;
      case 3, 4 -> height - 1 - y;
      case 5, 8 -> x;
      default -> height - 1 - x;
    };
  }

  /** The pixel of a JPEG whose four stored channels are these everywhere, as unsigned numbers. */
  private int[] cmyk(int... channels) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, new Point());
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, channels);
    }
    byte[] jpeg = jpeg(new IIOImage(raster, null, null), ImageWriteParam.MODE_DISABLED);
    DecodedImage decoded = asStored.decode("c.jpg", jpeg);
    assertThat(decoded.typeCode()).isEqualTo(16);
    int[] pixel = new int[3];
    for (int c = 0; c < 3; c++) {
      pixel[c] = decoded.data()[c] & 0xFF;
    }
    return pixel;
  }

  private static byte[] palette(IndexColorModel model) {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED, model);
    image.getRaster().setSample(1, 0, 0, 1);
    return TestPictures.encoded(image, "png");
  }

  private static byte[] jpeg(IIOImage image, int progressiveMode) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(progressiveMode);
      writer.write(null, image, param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}

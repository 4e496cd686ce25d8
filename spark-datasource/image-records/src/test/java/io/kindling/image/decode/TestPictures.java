package io.kindling.image.decode;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures made on the spot, and the folder of real ones where there is one. */
public final class TestPictures {
  private TestPictures() {}

  /** The folder with real and awkward pictures; it need not exist. */
  public static Path realPictures() {
    String named = System.getenv("KINDLING_TEST_DATA");
    return Path.of(
        named != null ? named : System.getProperty("kindling.test-data", "../../../shared/data"));
  }

  /**
   * A smooth coloured picture with some noise: neighbouring pixels differ little, as in
   * photographs.
   */
  public static BufferedImage photograph(int width, int height, int type, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = 255 * x / width;
        int green = 255 * y / height;
        int blue = (red + green) / 2 ^ random.nextInt(8);
        int alpha = 255 - red / 2;
        image.setRGB(x, y, alpha << 24 | red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  public static BufferedImage photograph(int width, int height) {
    return photograph(width, height, BufferedImage.TYPE_3BYTE_BGR, 7);
  }

  public static byte[] jpeg(int width, int height) {
    return encoded(photograph(width, height), "jpg");
  }

  public static byte[] png(int width, int height) {
    return encoded(photograph(width, height), "png");
  }

  /** A gray PNG with an alpha channel, every pixel of the same gray and alpha. */
  public static byte[] grayPngWithAlpha(int gray, int alpha) {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 4, 3, 2, new Point());
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 4; x++) {
        raster.setPixel(x, y, new int[] {gray, alpha});
      }
    }
    var model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false, 3, DataBuffer.TYPE_BYTE);
    return encoded(new BufferedImage(model, raster, false, null), "png");
  }

  public static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("ImageIO writes no " + format + " of this kind");
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Puts a segment right behind the start marker of a JPEG. */
  public static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, 2);
    bytes.write(0xFF);
    bytes.write(marker);
    bytes.write((content.length + 2) >> 8);
    bytes.write(content.length + 2);
    bytes.writeBytes(content);
    bytes.write(jpeg, 2, jpeg.length - 2);
    return bytes.toByteArray();
  }

  /** An EXIF segment that says how the camera was held (1 to 8). */
  public static byte[] withOrientation(byte[] jpeg, int orientation) {
    byte[] exif = {
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    return withSegment(jpeg, 0xE1, exif);
  }
}

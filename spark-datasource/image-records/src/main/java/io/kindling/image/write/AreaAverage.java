package io.kindling.image.write;

import io.kindling.image.decode.DecodedImage;
import io.kindling.image.decode.PixelSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/** Scales as {@link Scaling#BIGDL} says. */
final class AreaAverage {

  private AreaAverage() {}

  static DecodedImage scaled(DecodedImage picture, PixelSize size) {
    return scaled(image(picture), size);
  }

  static DecodedImage scaled(BufferedImage picture, PixelSize size) {
    Image scaled = picture.getScaledInstance(size.width(), size.height(), Image.SCALE_SMOOTH);
    BufferedImage result =
        new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = result.createGraphics();
    try {
      if (!graphics.drawImage(scaled, 0, 0, Color.BLACK, null)) {
        throw new IllegalStateException("AWT has not drawn a picture of " + size + " at once");
      }
    } finally {
      graphics.dispose();
      scaled.flush();
    }
    return new DecodedImage(size.width(), size.height(), 3, bytes(result));
  }

  private static BufferedImage image(DecodedImage picture) {
    byte[] from = picture.data();
    return switch (picture.channels()) {
      // Samples that AWT takes for linear light, as ImageIO gives them.
      case 1 -> filled(picture, BufferedImage.TYPE_BYTE_GRAY, from);
      case 3 -> filled(picture, BufferedImage.TYPE_3BYTE_BGR, from);
      default -> filled(picture, BufferedImage.TYPE_4BYTE_ABGR, alphaFirst(from));
    };
  }

  private static BufferedImage filled(DecodedImage picture, int type, byte[] pixels) {
    BufferedImage image = new BufferedImage(picture.width(), picture.height(), type);
    System.arraycopy(pixels, 0, bytes(image), 0, pixels.length);
    return image;
  }

  private static byte[] bytes(BufferedImage image) {
    return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  }

  private static byte[] alphaFirst(byte[] bgra) {
    byte[] abgr = new byte[bgra.length];
    for (int i = 0; i < bgra.length; i += 4) {
      abgr[i] = bgra[i + 3];
      System.arraycopy(bgra, i, abgr, i + 1, 3);
    }
    return abgr;
  }
}

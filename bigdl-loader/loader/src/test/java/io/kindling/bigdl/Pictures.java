package io.kindling.bigdl;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures that tests make for themselves. */
final class Pictures {

  private Pictures() {}

  /** Writes a picture of one colour, in the format that its ending names; makes its folder. */
  static Path write(Path file, int width, int height, Color colour) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    String name = file.getFileName().toString();
    String format = name.endsWith(".png") ? "png" : "jpeg";
    try {
      Files.createDirectories(file.getParent());
      if (!ImageIO.write(picture, format, file.toFile())) {
        throw new IOException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}

package io.kindling.examples.quickstart;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Pictures with different content at every place, so that each crop is another picture. */
final class Photographs {

  private Photographs() {}

  /** Writes one as a JPEG; makes its folder. */
  static Path write(Path file, Color from, Color to) throws IOException {
    BufferedImage picture = new BufferedImage(120, 90, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = picture.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, from, 120, 90, to));
    graphics.fillRect(0, 0, 120, 90);
    graphics.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, "jpeg", file.toFile());
    return file;
  }
}

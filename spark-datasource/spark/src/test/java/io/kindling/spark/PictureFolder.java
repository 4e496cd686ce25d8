package io.kindling.spark;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Writes pictures that look a little like photographs. */
public final class PictureFolder {
  private final Path root;

  public PictureFolder(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  /** A picture named below the root; its ending says the format. */
  public Path write(String name, int width, int height, int type) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    String format = name.substring(name.lastIndexOf('.') + 1);
    if (!ImageIO.write(picture(width, height, type, name.hashCode()), format, file.toFile())) {
      throw new IOException("ImageIO writes no " + format + " of this kind");
    }
    return file;
  }

  /** Classes "ant", "bee" and so on with a number of JPEGs each. */
  public void writeClasses(int classes, int picturesEach) throws IOException {
    String[] names = {"ant", "bee", "cat", "dog", "eel", "fox"};
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < picturesEach; i++) {
        write(names[c] + "/" + i + ".jpg", 120 + i, 90, BufferedImage.TYPE_3BYTE_BGR);
      }
    }
  }

  public Path writeText(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static BufferedImage picture(int width, int height, int type, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = 255 * x / width;
        int green = 255 * y / height;
        int blue = ((red + green) / 2) ^ random.nextInt(8);
        int alpha = 255 - red / 2;
        image.setRGB(x, y, (alpha << 24) | (red << 16) | (green << 8) | blue);
      }
    }
    return image;
  }
}

package io.kindling.spark2;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import javax.imageio.ImageIO;

/** Writes pictures, all of them an hour ago, so that the cache keeps them. */
record PictureFolder(Path root) {

  /** A picture named below the root; its ending says the format. */
  Path write(String name, int width, int height, int type) throws IOException {
    Path file = Files.createDirectories(root.resolve(name).getParent()).resolve(last(name));
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(name.hashCode());
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, 0xFF000000 | random.nextInt(1 << 24));
      }
    }
    if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
      throw new IOException("ImageIO writes no " + name);
    }
    return old(file);
  }

  Path writeText(String name, String text) throws IOException {
    Path file = Files.createDirectories(root.resolve(name).getParent()).resolve(last(name));
    return old(Files.writeString(file, text));
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static Path old(Path file) throws IOException {
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
  }
}

package io.kindling.benchmarks;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Pictures in class folders, made once and kept.
 *
 * @param folder holds them and nothing else
 * @param pictures in all
 * @param bytes of all files
 */
record ImageSetFolder(Path folder, int pictures, long bytes) {

  private static final int CLASSES = 10;
  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;

  /** The pictures directly in a folder; none when there is no such folder. */
  static List<Path> picturesIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("(?i).*\\.jpe?g"))
          .sorted()
          .toList();
    }
  }

  /** Makes JPEGs of about 110 kB that look a little like photographs. */
  static List<Path> generated(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Path file = folder.resolve("picture-%04d.jpg".formatted(number));
      if (!Files.exists(file) && !ImageIO.write(picture(number), "jpg", file.toFile())) {
        throw new IOException("ImageIO writes no JPEG");
      }
      files.add(file);
    }
    return files;
  }

  /** Puts so many copies of some pictures into class folders. */
  static ImageSetFolder of(Path folder, List<Path> pictures, int copies) throws IOException {
    Instant past = Instant.now().minusSeconds(3600);
    long bytes = 0;
    for (int copy = 0; copy < copies; copy++) {
      for (int number = 0; number < pictures.size(); number++) {
        Path picture = pictures.get(number);
        Path file =
            folder.resolve(
                "class-%d/%d-%s".formatted(number % CLASSES, copy, picture.getFileName()));
        if (!Files.exists(file) || Files.size(file) != Files.size(picture)) {
          Files.createDirectories(file.getParent());
          Files.write(file, Files.readAllBytes(picture));
          // Files younger than two seconds are not cached: they may change without a trace.
          Files.setLastModifiedTime(file, FileTime.from(past));
        }
        bytes += Files.size(file);
      }
    }
    return new ImageSetFolder(folder, copies * pictures.size(), bytes);
  }

  private static BufferedImage picture(int seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int red = 255 * x / WIDTH ^ random.nextInt(64);
        int green = 255 * y / HEIGHT ^ random.nextInt(64);
        image.setRGB(x, y, red << 16 | green << 8 | (red + green) / 2);
      }
    }
    return image;
  }
}

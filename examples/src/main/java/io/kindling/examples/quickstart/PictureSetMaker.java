package io.kindling.examples.quickstart;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Makes a set of many distinct JPEGs in class folders out of a few photographs: each photograph is
 * a class, and each picture of it another crop, half of them mirrored. The same arguments make the
 * same pictures.
 */
final class PictureSetMaker {

  /** Least side of a crop, as a share of the photograph's side. */
  private static final double LEAST_SHARE = 0.5;

  private static final float QUALITY = 0.95f;
  private static final long SEED = 20120615;

  private PictureSetMaker() {}

  /**
   * Writes the set.
   *
   * @param photographs folder below which all {@code .jpg} files are taken
   * @param target folder that gets one sub-folder per photograph
   * @param count pictures to make, dealt out evenly
   * @return the pictures
   * @throws IOException when there is no photograph, or one cannot be read
   */
  static PictureSet make(Path photographs, Path target, int count) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(photographs)) {
      sources = files.filter(PictureSetMaker::isJpeg).sorted().toList();
    }
    if (sources.isEmpty()) {
      throw new IOException("no photographs (*.jpg) below " + photographs);
    }
    for (int source = 0; source < sources.size(); source++) {
      // The first ones take what cannot be dealt out evenly.
      int share = (count + sources.size() - 1 - source) / sources.size();
      makeClass(sources.get(source), target, share);
    }
    return PictureSet.find(target);
  }

  private static boolean isJpeg(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jpg");
  }

  private static void makeClass(Path photograph, Path target, int count) throws IOException {
    BufferedImage picture = ImageIO.read(photograph.toFile());
    if (picture == null) {
      throw new IOException("cannot read the photograph " + photograph);
    }
    String fileName = photograph.getFileName().toString();
    String className = fileName.substring(0, fileName.lastIndexOf('.')).replace('.', '-');
    Path folder = Files.createDirectories(target.resolve(className));
    Random random = new Random(SEED + className.hashCode());
    Set<Rectangle> taken = new HashSet<>();
    for (int number = 0; number < count; number++) {
      Rectangle crop = crop(random, picture.getWidth(), picture.getHeight());
      while (!taken.add(crop)) {
        crop = crop(random, picture.getWidth(), picture.getHeight());
      }
      Path file = folder.resolve("%s_%04d.jpg".formatted(className, number));
      write(number % 2 == 0 ? cut(picture, crop) : cutMirrored(picture, crop), file);
    }
  }

  private static Rectangle crop(Random random, int width, int height) {
    double share = LEAST_SHARE + random.nextDouble() * (1 - LEAST_SHARE);
    int cropWidth = Math.max(1, (int) (width * share));
    int cropHeight = Math.max(1, (int) (height * share));
    return new Rectangle(
        random.nextInt(width - cropWidth + 1),
        random.nextInt(height - cropHeight + 1),
        cropWidth,
        cropHeight);
  }

  private static BufferedImage cut(BufferedImage picture, Rectangle crop) {
    return drawn(picture, crop, crop.x, crop.x + crop.width);
  }

  private static BufferedImage cutMirrored(BufferedImage picture, Rectangle crop) {
    return drawn(picture, crop, crop.x + crop.width, crop.x);
  }

  private static BufferedImage drawn(BufferedImage picture, Rectangle crop, int left, int right) {
    BufferedImage result = new BufferedImage(crop.width, crop.height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = result.createGraphics();
    int bottom = crop.y + crop.height;
    graphics.drawImage(picture, 0, 0, crop.width, crop.height, left, crop.y, right, bottom, null);
    graphics.dispose();
    return result;
  }

  private static void write(BufferedImage picture, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream output = ImageIO.createImageOutputStream(file.toFile())) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.setOutput(output);
      writer.write(null, new IIOImage(picture, null, null), parameters);
    } finally {
      writer.dispose();
    }
  }
}

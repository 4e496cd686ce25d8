package io.kindling.bigdl.batch;

import java.nio.ByteBuffer;

/**
 * Fills the floats of one picture from its bytes: planes of blue, green and red, row by row. Any
 * thread.
 */
final class PictureFiller {

  private static final ThreadLocal<byte[]> ROW = ThreadLocal.withInitial(() -> new byte[0]);
  private static final int GREEN = 256;
  private static final int RED = 512;

  private final Augmentation augmentation;
  private final int pictureWidth;
  private final int pictureHeight;
  private final float[] tables;
  private final float[] pixelMeans;
  private final int bluePlane;
  private final int redPlane;

  /**
   * For pictures of one size.
   *
   * @throws IllegalArgumentException when the part that is to be cut out is larger, or has other
   *     pixel means than it has pixels
   */
  PictureFiller(Augmentation augmentation, int pictureWidth, int pictureHeight) {
    augmentation.requireFits(pictureWidth, pictureHeight);
    this.augmentation = augmentation;
    this.pictureWidth = pictureWidth;
    this.pictureHeight = pictureHeight;
    this.tables = augmentation.normalization().tables();
    this.pixelMeans = augmentation.normalization().pixelMeans();
    this.bluePlane = augmentation.channels().blue();
    this.redPlane = augmentation.channels().red();
  }

  /** What is to be done to the pictures. */
  Augmentation augmentation() {
    return augmentation;
  }

  /** Draws the part for a picture. */
  Augmentation.Part part(Augmentation.Draws draws) {
    return augmentation.part(draws, pictureWidth, pictureHeight);
  }

  /**
   * Fills the floats of a picture.
   *
   * @param bgr rows of interleaved blue, green and red bytes from the buffer's position on; not
   *     moved
   * @param target where the floats go, from {@code offset} on
   */
  void fill(ByteBuffer bgr, Augmentation.Part part, float[] target, int offset) {
    int width = augmentation.width();
    int height = augmentation.height();
    int plane = width * height;
    byte[] row = row(3 * width);
    int stride = 3 * pictureWidth;
    int from = bgr.position() + part.top() * stride + 3 * part.left();
    for (int y = 0; y < height; y++) {
      bgr.get(from + y * stride, row, 0, 3 * width);
      int first = offset + y * width;
      if (part.mirrored()) {
        mirrored(row, width, target, first, plane);
      } else {
        straight(row, width, target, first, plane);
      }
    }
    if (pixelMeans.length != 0) {
      subtractPixelMeans(target, offset, plane);
    }
  }

  private void straight(byte[] row, int width, float[] target, int first, int plane) {
    float[] table = tables;
    int blue = first + bluePlane * plane;
    int green = first + plane;
    int red = first + redPlane * plane;
    for (int x = 0, from = 0; x < width; x++, from += 3) {
      target[blue + x] = table[row[from] & 0xFF];
      target[green + x] = table[GREEN + (row[from + 1] & 0xFF)];
      target[red + x] = table[RED + (row[from + 2] & 0xFF)];
    }
  }

  private void mirrored(byte[] row, int width, float[] target, int first, int plane) {
    float[] table = tables;
    int blue = first + bluePlane * plane;
    int green = first + plane;
    int red = first + redPlane * plane;
    for (int x = width - 1, from = 0; x >= 0; x--, from += 3) {
      target[blue + x] = table[row[from] & 0xFF];
      target[green + x] = table[GREEN + (row[from + 1] & 0xFF)];
      target[red + x] = table[RED + (row[from + 2] & 0xFF)];
    }
  }

  private void subtractPixelMeans(float[] target, int offset, int plane) {
    for (int pixel = 0; pixel < plane; pixel++) {
      target[offset + bluePlane * plane + pixel] -= pixelMeans[3 * pixel];
      target[offset + plane + pixel] -= pixelMeans[3 * pixel + 1];
      target[offset + redPlane * plane + pixel] -= pixelMeans[3 * pixel + 2];
    }
  }

  private static byte[] row(int length) {
    byte[] row = ROW.get();
    if (row.length < length) {
      row = new byte[length];
      ROW.set(row);
    }
    return row;
  }
}

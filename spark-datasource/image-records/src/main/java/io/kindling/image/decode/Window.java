package io.kindling.image.decode;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * The part of a picture that becomes the result.
 *
 * @param left columns that are left out before it
 * @param top rows that are left out above it
 * @param mirrored whether its columns go from right to left
 */
record Window(int left, int top, PixelSize size, boolean mirrored) {

  /**
   * The window of a record. Draws left, top and mirroring in this order, whatever is random, so
   * that one option does not change what another one draws.
   *
   * @throws UndecodableImageException when the picture is smaller than the crop
   */
  static Window of(String path, PixelSize picture, DecodeOptions options)
      throws UndecodableImageException {
    PixelSize size = options.crop().of(picture);
    int spareColumns = picture.width() - size.width();
    int spareRows = picture.height() - size.height();
    if (spareColumns < 0 || spareRows < 0) {
      throw new UndecodableImageException(
          path,
          picture + " pixels are smaller than the crop of " + size + "; resize the picture first");
    }
    RecordRandom random = new RecordRandom(options.seed(), path);
    int left = random.below(spareColumns + 1);
    int top = random.below(spareRows + 1);
    boolean heads = random.below(2) == 1;
    boolean centred = options.crop() instanceof Crop.Centre;
    return new Window(
        centred ? spareColumns / 2 : left,
        centred ? spareRows / 2 : top,
        size,
        options.flip() == Flip.RANDOM && heads);
  }

  /**
   * Copies the window out of a picture.
   *
   * @param pixels rows without padding, from index 0
   * @param picture size of the whole picture
   * @param arrays gives an array of so many bytes
   */
  DecodedImage copy(
      ByteBuffer pixels, PixelSize picture, int channels, IntFunction<byte[]> arrays) {
    byte[] data = arrays.apply(Math.toIntExact(size.pixels() * channels));
    int row = size.width() * channels;
    if (left == 0 && row == picture.width() * channels) {
      pixels.get(top * row, data);
    } else {
      for (int y = 0; y < size.height(); y++) {
        int from = ((top + y) * picture.width() + left) * channels;
        pixels.get(from, data, y * row, row);
      }
    }
    if (mirrored) {
      mirror(data, channels);
    }
    return new DecodedImage(size.width(), size.height(), channels, data);
  }

  private void mirror(byte[] data, int channels) {
    for (int y = 0; y < size.height(); y++) {
      int start = y * size.width();
      for (int x = 0; x < size.width() / 2; x++) {
        int one = (start + x) * channels;
        int other = (start + size.width() - 1 - x) * channels;
        for (int c = 0; c < channels; c++) {
          byte kept = data[one + c];
          data[one + c] = data[other + c];
          data[other + c] = kept;
        }
      }
    }
  }
}

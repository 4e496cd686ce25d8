package io.kindling.image.decode;

/**
 * Turns decoded pictures into floats as {@link TensorOptions} say, with the channels that they were
 * decoded with: one, three, or four with alpha as the last. Holds tables only; serves any number of
 * threads.
 */
public final class PixelTensor {
  private static final int MOST_CHANNELS = 4;
  private static final int VALUES = 256;

  private final TensorOptions options;
  private final float[][] tables = new float[MOST_CHANNELS][VALUES];

  public PixelTensor(TensorOptions options) {
    this.options = options;
    for (int channel = 0; channel < MOST_CHANNELS; channel++) {
      for (int value = 0; value < VALUES; value++) {
        tables[channel][value] = options.value(value, channel);
      }
    }
  }

  /** The floats of a picture in an array of their own: as many as it has bytes. */
  public float[] of(DecodedImage image) {
    float[] floats = new float[image.data().length];
    write(image, floats, 0);
    return floats;
  }

  /** Writes the floats of a picture, as many as it has bytes, into a batch. */
  public void write(DecodedImage image, float[] batch, int offset) {
    int channels = image.channels();
    byte[] data = image.data();
    int plane = image.width() * image.height();
    boolean planes = options.layout() == TensorOptions.Layout.NCHW;
    for (int channel = 0; channel < channels; channel++) {
      float[] table = tables[channel];
      int to = offset + (planes ? channel * plane : channel);
      int step = planes ? 1 : channels;
      for (int from = options.storedChannel(channel, channels);
          from < data.length;
          from += channels) {
        batch[to] = table[data[from] & 0xFF];
        to += step;
      }
    }
  }
}

package io.kindling.image.decode;

/**
 * Turns decoded pictures into floats as {@link TensorOptions} say. The result always has three
 * channels: gray is repeated, transparency is left out. Holds tables only; serves any number of
 * threads.
 */
public final class PixelTensor {
  public static final int CHANNELS = 3;

  private static final int VALUES = 256;

  private final TensorOptions options;
  private final float[][] tables = new float[CHANNELS][VALUES];

  public PixelTensor(TensorOptions options) {
    this.options = options;
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int value = 0; value < VALUES; value++) {
        float scaled = value * options.scale();
        tables[channel][value] =
            (scaled - options.mean().of(channel)) / options.deviation().of(channel);
      }
    }
  }

  /** Floats of a picture: width times height times three. */
  public static int length(DecodedImage image) {
    return Math.toIntExact((long) image.width() * image.height() * CHANNELS);
  }

  /** The floats of a picture in an array of their own. */
  public float[] of(DecodedImage image) {
    float[] floats = new float[length(image)];
    write(image, floats, 0);
    return floats;
  }

  /** Writes the floats of a picture, {@link #length} of them, into a batch. */
  public void write(DecodedImage image, float[] batch, int offset) {
    boolean planes = options.axes() == TensorOptions.Axes.CHW;
    int pixels = image.width() * image.height();
    int stride = image.channels();
    byte[] data = image.data();
    for (int channel = 0; channel < CHANNELS; channel++) {
      float[] table = tables[channel];
      int target = offset + (planes ? channel * pixels : channel);
      int step = planes ? 1 : CHANNELS;
      int source = stored(channel, stride);
      for (int i = 0; i < pixels; i++) {
        batch[target] = table[data[source] & 0xFF];
        target += step;
        source += stride;
      }
    }
  }

  /** The place of a channel of the result in a stored pixel: gray, BGR or BGRA. */
  private int stored(int channel, int stride) {
    if (stride == 1) {
      return 0;
    }
    return options.channels() == TensorOptions.Channels.BGR ? channel : CHANNELS - 1 - channel;
  }
}

package io.kindling.spark.read;

import io.kindling.image.decode.DecodedImage;

/**
 * Makes the floats of a decoded picture: {@code (byte * scale - mean) / std} by channel.
 *
 * <p>One per task thread. Values come from a table of 256 for each channel.
 */
final class Tensors {
  private static final int MOST_CHANNELS = 4;

  private final TensorOptions options;
  private final float[][] values = new float[MOST_CHANNELS][];

  Tensors(TensorOptions options) {
    this.options = options;
  }

  /** Floats of channels by height by width, or of height by width by channels. */
  float[] of(DecodedImage image) {
    int channels = image.channels();
    byte[] data = image.data();
    float[] floats = new float[data.length];
    int plane = image.width() * image.height();
    boolean planes = options.layout() == TensorOptions.Layout.NCHW;
    for (int channel = 0; channel < channels; channel++) {
      int stored = options.storedChannel(channel, channels);
      float[] table = table(channel);
      int to = planes ? channel * plane : channel;
      int step = planes ? 1 : channels;
      for (int from = stored; from < data.length; from += channels) {
        floats[to] = table[data[from] & 0xFF];
        to += step;
      }
    }
    return floats;
  }

  private float[] table(int channel) {
    float[] table = values[channel];
    if (table == null) {
      table = new float[256];
      for (int value = 0; value < table.length; value++) {
        table[value] = options.value(value, channel);
      }
      values[channel] = table;
    }
    return table;
  }
}

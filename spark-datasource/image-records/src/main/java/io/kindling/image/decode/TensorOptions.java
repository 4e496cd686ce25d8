package io.kindling.image.decode;

import java.io.Serializable;
import java.util.List;

/**
 * How pixels become floats: {@code (pixel * scale - mean) / std} for each channel, pixels from 0 to
 * 255, computed in double precision and rounded once.
 *
 * @param scale every byte is multiplied with it
 * @param mean for each channel in the order of the tensor, or one for all, or none
 * @param std like {@code mean}; none of them zero
 */
public record TensorOptions(
    Layout layout, Channels channels, double scale, List<Double> mean, List<Double> std)
    implements Serializable {

  /** Which dimension comes first. */
  public enum Layout {
    /** Channels, rows, columns: BigDL, Caffe, PyTorch. */
    NCHW,
    /** Rows, columns, channels: TensorFlow. */
    NHWC
  }

  /** The order of the colours. */
  public enum Channels {
    /** As decoded: BigDL, Caffe. */
    BGR,
    /** As PyTorch and TensorFlow have it. */
    RGB
  }

  public TensorOptions {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (std.stream().anyMatch(one -> one == 0)) {
      throw new IllegalArgumentException("a standard deviation must not be zero: " + std);
    }
  }

  /** Where the tensor's channel is among the bytes of a pixel; alpha stays where it is. */
  int storedChannel(int channel, int count) {
    return channels == Channels.RGB && count >= 3 && channel < 3 ? 2 - channel : channel;
  }

  float value(int stored, int channel) {
    return (float) ((stored * scale - of(mean, channel, 0)) / of(std, channel, 1));
  }

  private static double of(List<Double> numbers, int channel, double unlessGiven) {
    if (numbers.size() == 1) {
      return numbers.get(0);
    }
    return channel < numbers.size() ? numbers.get(channel) : unlessGiven;
  }
}

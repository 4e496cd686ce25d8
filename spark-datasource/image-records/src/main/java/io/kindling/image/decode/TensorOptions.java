package io.kindling.image.decode;

import java.io.Serializable;

/**
 * How pixels become floats: {@code (pixel * scale - mean) / deviation} for each channel, every step
 * in single precision and in this order, pixels from 0 to 255.
 *
 * @param mean in the order of the channels of the result
 * @param deviation in the order of the channels of the result; not zero
 */
public record TensorOptions(
    Axes axes, Channels channels, float scale, PerChannel mean, PerChannel deviation)
    implements Serializable {

  /** The order of the axes of one picture; a batch has the axis N before them. */
  public enum Axes {
    /** One plane after the other: Torch, Caffe, BigDL. */
    CHW,
    /** Channels interleaved: TensorFlow. */
    HWC
  }

  /** The order of the channels. */
  public enum Channels {
    BGR,
    RGB
  }

  /** A number for each channel, in the order of the channels of the result. */
  public record PerChannel(float first, float second, float third) implements Serializable {
    /** The same for all. */
    public static PerChannel all(float value) {
      return new PerChannel(value, value, value);
    }

    float of(int channel) {
      return switch (channel) {
        case 0 -> first;
        case 1 -> second;
        default -> third;
      };
    }
  }

  public TensorOptions {
    for (int channel = 0; channel < PixelTensor.CHANNELS; channel++) {
      float one = deviation.of(channel);
      if (one == 0 || !Float.isFinite(one) || !Float.isFinite(mean.of(channel))) {
        throw new IllegalArgumentException(
            "mean "
                + mean
                + " and standard deviation "
                + deviation
                + " must be finite, and the"
                + " deviation not zero");
      }
    }
  }

  /** Planes of the plain pixel values in the order R, G, B. */
  public static TensorOptions pixels() {
    return new TensorOptions(Axes.CHW, Channels.RGB, 1, PerChannel.all(0), PerChannel.all(1));
  }
}

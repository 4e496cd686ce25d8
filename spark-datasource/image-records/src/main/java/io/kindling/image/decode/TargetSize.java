package io.kindling.image.decode;

import java.io.Serializable;

/** The size that a decoded picture is brought to, bilinearly (OpenCV's INTER_LINEAR). */
public sealed interface TargetSize extends Serializable {

  /** The size for a picture of the given one, in pixels, at least 1 by 1. */
  PixelSize of(PixelSize original);

  /** No resize. */
  static TargetSize original() {
    return new Original();
  }

  /** Exactly this size, whatever becomes of the proportions. */
  static TargetSize exactly(int width, int height) {
    return new Exactly(new PixelSize(width, height));
  }

  /**
   * The shorter side gets this length, the longer one follows in proportion, rounded down, as
   * BigDL's generator of sequence files and torchvision do. Smaller pictures grow.
   */
  static TargetSize shorterSide(int pixels) {
    return new ShorterSide(pixels);
  }

  /** See {@link #original()}. */
  record Original() implements TargetSize {
    @Override
    public PixelSize of(PixelSize original) {
      return original;
    }
  }

  /** See {@link #exactly}. */
  record Exactly(PixelSize size) implements TargetSize {
    @Override
    public PixelSize of(PixelSize original) {
      return size;
    }
  }

  /** See {@link #shorterSide}. */
  record ShorterSide(int pixels) implements TargetSize {
    public ShorterSide {
      if (pixels < 1) {
        throw new IllegalArgumentException("the shorter side must be positive, not " + pixels);
      }
    }

    @Override
    public PixelSize of(PixelSize original) {
      return original.width() < original.height()
          ? new PixelSize(pixels, inProportion(original.height(), original.width()))
          : new PixelSize(inProportion(original.width(), original.height()), pixels);
    }

    private int inProportion(int longer, int shorter) {
      return (int) Math.min(Integer.MAX_VALUE, (long) pixels * longer / shorter);
    }
  }
}

package io.kindling.image.decode;

import java.io.Serializable;

/** The part of a picture that is kept, after it was resized. */
public sealed interface Crop extends Serializable {

  /** All of it. */
  static Crop none() {
    return new None();
  }

  /** The middle; when it cannot be quite there, half a pixel to the left and to the top. */
  static Crop centre(int width, int height) {
    return new Centre(new PixelSize(width, height));
  }

  /** Anywhere, drawn for each record by the seed. */
  static Crop random(int width, int height) {
    return new Random(new PixelSize(width, height));
  }

  /** The size of what is kept of a picture of the given one. */
  PixelSize of(PixelSize picture);

  /** See {@link #none}. */
  record None() implements Crop {
    @Override
    public PixelSize of(PixelSize picture) {
      return picture;
    }
  }

  /** See {@link #centre}. */
  record Centre(PixelSize size) implements Crop {
    @Override
    public PixelSize of(PixelSize picture) {
      return size;
    }
  }

  /** See {@link #random}. */
  record Random(PixelSize size) implements Crop {
    @Override
    public PixelSize of(PixelSize picture) {
      return size;
    }
  }
}

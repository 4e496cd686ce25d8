package io.kindling.image.decode;

import java.io.Serializable;

/** Width and height in pixels, both positive. */
public record PixelSize(int width, int height) implements Serializable {
  public PixelSize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a picture must have pixels, not be " + width + " x " + height);
    }
  }

  /** Width times height. */
  public long pixels() {
    return (long) width * height;
  }

  /** The same picture on its side. */
  PixelSize transposed() {
    return new PixelSize(height, width);
  }

  @Override
  public String toString() {
    return width + " x " + height;
  }
}

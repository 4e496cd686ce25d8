package io.kindling.image.decode;

/** Whether a JPEG may be shrunk while it is decoded when a smaller picture is asked for. */
public enum ScaledDecoding {
  /** Every pixel is decoded and then resized: the agreed result. */
  NEVER,
  /**
   * A JPEG is decoded at a half, a quarter or an eighth when that is no smaller than the wanted
   * size. Much faster for large pictures; the pixels differ slightly, because averaging over 8 by 8
   * blocks takes part of the work from the bilinear resize.
   */
  JPEG_FRACTIONS
}

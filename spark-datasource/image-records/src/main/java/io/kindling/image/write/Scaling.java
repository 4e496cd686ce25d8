package io.kindling.image.write;

/** How pixels are scaled before they are written. */
public enum Scaling {
  /**
   * As BigDL's generator of SequenceFiles does: averages over areas by Java's AWT, transparency
   * laid over black, and gray JPEGs and PNGs brightened as AWT takes their samples for linear ones.
   * From the same decoded pixels come the same bytes.
   */
  BIGDL,
  /** Bilinear by OpenCV, as pictures are resized when they are read; three times as fast. */
  BILINEAR
}

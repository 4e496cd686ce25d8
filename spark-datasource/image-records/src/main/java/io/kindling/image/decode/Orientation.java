package io.kindling.image.decode;

/** What becomes of the orientation that a camera wrote into the EXIF header of a JPEG. */
public enum Orientation {
  /** It is ignored, as Spark's source {@code image}, BigDL and every ImageIO program do. */
  AS_STORED,
  /** The picture is turned so that it stands upright. */
  UPRIGHT
}

package io.kindling.image.column;

/** How far a picture must be read; each one takes in those before it. */
public enum Need {
  /** What the listing, or the container, says without the picture. */
  NOTHING,
  /** The picture as it is stored. */
  BYTES,
  /** Its width and height, which its header says. */
  HEADER,
  /** Its pixels, or whether it has some. */
  PIXELS
}

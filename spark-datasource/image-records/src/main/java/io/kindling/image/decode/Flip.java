package io.kindling.image.decode;

/** Whether pictures are mirrored, left to right. */
public enum Flip {
  NEVER,
  /** Every second one on average, drawn for each record by the seed. */
  RANDOM
}

package io.kindling.image.decode;

/** How the pixels of an encoded picture are coloured, as its header says. */
public enum StoredColour {
  GRAY,
  GRAY_WITH_ALPHA,
  COLOUR
}

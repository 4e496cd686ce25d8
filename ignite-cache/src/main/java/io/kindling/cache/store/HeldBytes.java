package io.kindling.cache.store;

/**
 * Blocks of some path and their bytes, without the rounding to pages.
 *
 * @param blocks how many
 * @param bytes theirs
 */
public record HeldBytes(long blocks, long bytes) {

  /** Nothing. */
  public static final HeldBytes NONE = new HeldBytes(0, 0);

  /** Both together. */
  public HeldBytes plus(HeldBytes other) {
    return new HeldBytes(blocks + other.blocks, bytes + other.bytes);
  }

  HeldBytes plusBlock(int length) {
    return new HeldBytes(blocks + 1, bytes + length);
  }
}

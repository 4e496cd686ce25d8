package io.kindling.cache.store;

/**
 * What came of freeing a path.
 *
 * @param dropped is not held any more
 * @param pinned was left, because its path is pinned
 */
public record Freed(HeldBytes dropped, HeldBytes pinned) {

  /** There was nothing. */
  public static final Freed NOTHING = new Freed(HeldBytes.NONE, HeldBytes.NONE);

  /** What becomes of blocks of paths that are pinned. */
  public enum Pinned {
    STAY,
    GO
  }

  /** Both together. */
  public Freed plus(Freed other) {
    return new Freed(dropped.plus(other.dropped), pinned.plus(other.pinned));
  }
}

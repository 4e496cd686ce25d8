package io.kindling.cache.store;

/**
 * The order in which blocks leave the memory tier.
 *
 * <p>Blocks are known by their slot, a number from 1 that {@link BlockIndex} gives to a block while
 * it is held and to another one later. Slots are dense, so a policy keeps its books in plain number
 * arrays: with a million blocks these stay in the processor's cache and cost the garbage collector
 * nothing, which links between objects do not.
 *
 * <p>Called under the store's membership lock only, so an implementation needs no lock of its own
 * and must be quick.
 */
interface EvictionPolicy {

  /** A block was published. */
  void added(int slot, PagedBlock block);

  /** A block was read, or was found in use when its turn to leave had come. Ignores empty slots. */
  void used(int slot);

  /**
   * A block is to leave before others of its kind, unless it is read again. Ignores empty slots.
   */
  void leaveFirst(int slot);

  /** A block left the store. */
  void removed(int slot);

  /** The block whose turn to leave it is; 0 when none may. */
  int candidate();

  /** The block whose turn it is to leave for one that comes; 0 when none may. */
  default int candidate(FileTag incoming, int pages) {
    return candidate();
  }

  /** Whether one that comes needs others of its path to leave, however much room there is. */
  default boolean isOverQuota(FileTag incoming, int pages) {
    return false;
  }

  /** Blocks that may leave at most. */
  int size();

  /** All blocks between {@link #added} and {@link #removed}, the first candidate first. */
  int[] order();
}

package io.kindling.cache.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which blocks leave the memory tier. Called under the store's membership lock only,
 * so an implementation needs no lock of its own and must be quick.
 */
interface EvictionPolicy {

  /** A block was published. */
  void added(PagedBlock block);

  /** A block was read, or was found in use when its turn to leave had come. */
  void used(PagedBlock block);

  /** A block left the store. Does nothing for a block that was not added. */
  void removed(PagedBlock block);

  /** The block whose turn to leave it is; null when none may. */
  @Nullable PagedBlock candidate();

  /** Blocks that may leave at most. */
  int size();

  /** All blocks between {@link #added} and {@link #removed}, the first candidate first. */
  List<PagedBlock> order();
}

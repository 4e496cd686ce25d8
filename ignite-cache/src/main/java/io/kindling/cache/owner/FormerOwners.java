package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.FileKey;

/**
 * Where a block may still be that this owner misses: with the node that owned it before the owner
 * table changed. Called by the threads of readers, which wait for it.
 */
@FunctionalInterface
public interface FormerOwners {

  /** Nobody owned anything before. */
  FormerOwners NONE = (file, block, token) -> false;

  /**
   * Tries to get a block from a former owner into the store, through {@link MovingBlocks#open} and
   * {@link MovingBlocks#adopt}. Never throws for the fault of another node.
   *
   * @param file what the block is of, which says who owned it
   * @param token of the lease under which it is brought
   * @return whether the block is held now
   */
  boolean bring(FileKey file, BlockId block, long token);
}

package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.VersionKey;

/**
 * An owner's leave for one reader to fetch a run of blocks.
 *
 * @param token fences: what comes under a token that was taken back is refused
 * @param version what is fetched
 * @param first first block of the run
 * @param count blocks in the run, above 0
 */
public record Lease(long token, VersionKey version, int first, int count) {

  /** The name of a block of the run. */
  public BlockId block(int index) {
    return BlockId.of(version, index);
  }

  /** The block after the run. */
  public int end() {
    return first + count;
  }
}

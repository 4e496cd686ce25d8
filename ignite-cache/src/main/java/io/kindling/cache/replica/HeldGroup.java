package io.kindling.cache.replica;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.VersionKey;

/**
 * A group of one version of a file.
 *
 * @param index number of the group in the file, from 0
 */
public record HeldGroup(VersionKey version, int index) {

  /** The group that a block is in. */
  static HeldGroup of(BlockId block, BlockLayout layout) {
    return new HeldGroup(new VersionKey(block.high(), block.low()), layout.groupOf(block.index()));
  }

  /** The version is a digest already; the index alone has to be spread. */
  @Override
  public int hashCode() {
    return Long.hashCode(version.high() + index * 0x9E3779B97F4A7C15L);
  }
}

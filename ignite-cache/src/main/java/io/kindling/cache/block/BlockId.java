package io.kindling.cache.block;

/**
 * The name of a block: a version of a file and the block's number in it.
 *
 * @param high upper half of the {@link VersionKey}
 * @param low lower half of the {@link VersionKey}
 * @param index number of the block in its file, from 0
 */
public record BlockId(long high, long low, int index) {

  public BlockId {
    if (index < 0) {
      throw new IllegalArgumentException("negative block index " + index);
    }
  }

  /** Block {@code index} of a version. */
  public static BlockId of(VersionKey version, int index) {
    return new BlockId(version.high(), version.low(), index);
  }

  /** The digest is uniform already; the index alone has to be spread. */
  @Override
  public int hashCode() {
    return Long.hashCode(high + index * 0x9E3779B97F4A7C15L);
  }
}

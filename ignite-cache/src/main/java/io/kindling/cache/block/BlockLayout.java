package io.kindling.cache.block;

/**
 * How files are cut into blocks and groups. It belongs to the cluster and is checked in every
 * handshake.
 *
 * @param blockSize bytes of a full block; the last one of a file is shorter
 * @param groupSize bytes of a full group, a multiple of the block size
 */
public record BlockLayout(int blockSize, long groupSize) {

  /** Blocks of 4 MiB in groups of 128 MiB. */
  public static final BlockLayout DEFAULT = new BlockLayout(4 << 20, 128L << 20);

  public BlockLayout {
    if (blockSize < 4096) {
      throw new IllegalArgumentException("block size " + blockSize + " is below 4096 bytes");
    }
    if (groupSize < blockSize || groupSize % blockSize != 0) {
      throw new IllegalArgumentException(
          "group size " + groupSize + " is not a multiple of the block size " + blockSize);
    }
    if (groupSize / blockSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("group size " + groupSize + " holds too many blocks");
    }
  }

  /** Number of the block that holds the byte at {@code position}. */
  public int blockAt(long position) {
    return Math.toIntExact(position / blockSize);
  }

  /** Position in the file of the first byte of a block. */
  public long start(int block) {
    return (long) block * blockSize;
  }

  /** Bytes of a block of a file of {@code fileLength} bytes. */
  public int length(int block, long fileLength) {
    return (int) Math.min(blockSize, fileLength - start(block));
  }

  /** Number of blocks of a file of {@code fileLength} bytes. */
  public int blocks(long fileLength) {
    return Math.toIntExact((fileLength + blockSize - 1) / blockSize);
  }

  /** Number of blocks in a full group. */
  public int blocksPerGroup() {
    return (int) (groupSize / blockSize);
  }

  /** Number of the group that holds a block. */
  public int groupOf(int block) {
    return block / blocksPerGroup();
  }
}

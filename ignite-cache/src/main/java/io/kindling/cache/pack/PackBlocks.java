package io.kindling.cache.pack;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.block.VersionKey;
import java.util.List;

/**
 * What an owner has to know about a pack: its blocks, and what they are made of.
 *
 * <p>The blocks of a pack are numbered as if the pack were a version of its first source and lay at
 * the start of the group in which the source's range starts. So whatever finds the owner of a block
 * of a file, by its path and number, finds the owner of a pack's block.
 *
 * @param file path of the first source
 * @param version of the pack
 * @param first number of the first block
 * @param most blocks of a full pack
 * @param transform what the pack was made by
 * @param sources the content it was made from
 */
public record PackBlocks(
    FileKey file,
    VersionKey version,
    int first,
    int most,
    VersionKey transform,
    List<PackBlocks.SourceBytes> sources) {

  /**
   * The part of a source that nobody needs any more once the pack is there.
   *
   * @param fileLength bytes of the whole file
   */
  public record SourceBytes(VersionKey version, long fileLength, long position, long length) {

    public SourceBytes {
      if (position < 0 || length < 0 || length > fileLength - position) {
        throw new IllegalArgumentException(
            "bytes %d+%d of a file of %d".formatted(position, length, fileLength));
      }
    }

    static SourceBytes of(SourceRange source) {
      return new SourceBytes(
          source.version().versionKey(),
          source.version().length(),
          source.position(),
          source.length());
    }
  }

  public PackBlocks {
    sources = List.copyOf(sources);
    if (first < 0 || most < 1 || sources.isEmpty()) {
      throw new IllegalArgumentException(
          "a pack of blocks %d+%d from %d sources".formatted(first, most, sources.size()));
    }
  }

  /**
   * The blocks of a pack.
   *
   * @throws IllegalArgumentException when its shape does not fit into blocks and group
   */
  public static PackBlocks of(PackKey key, BlockLayout layout) {
    PackLayout inside = PackLayout.of(key.shape(), layout.blockSize());
    if (!inside.isPossible() || inside.mostBlocks() > layout.blocksPerGroup()) {
      throw new IllegalArgumentException(
          ("%s would take %d bytes, of them %d before the first record: a pack has to fit into a"
                  + " group of %d, and its index into a block of %d; make packs of fewer records")
              .formatted(
                  key.shape(),
                  inside.mostBytes(),
                  inside.payload(),
                  layout.groupSize(),
                  layout.blockSize()));
    }
    SourceRange anchor = key.first();
    int group = layout.groupOf(layout.blockAt(anchor.position()));
    return new PackBlocks(
        anchor.version().fileKey(),
        key.versionKey(),
        group * layout.blocksPerGroup(),
        inside.mostBlocks(),
        VersionKey.derived(key.transform()),
        key.sources());
  }

  /** The group whose owner the pack's owner is. */
  public GroupId anchor(BlockLayout layout) {
    return new GroupId(file, layout.groupOf(first));
  }

  /** The name of a block of the pack, by its number in the pack. */
  public BlockId block(int number) {
    return BlockId.of(version, first + number);
  }

  /** Most bytes of the pack. */
  public int mostBytes(BlockLayout layout) {
    return Math.multiplyExact(most, layout.blockSize());
  }
}

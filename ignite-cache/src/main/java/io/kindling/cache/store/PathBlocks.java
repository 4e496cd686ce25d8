package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.policy.Hold;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The blocks of one path among those of one place. A block remembers a hash of its file's name, so
 * a file may be taken for another one of its folder that has the same hash.
 *
 * @param blocks the place
 * @param path canonical URI of a file, or of a folder with its closing slash
 * @param wanted blocks that it does not accept are left out
 */
record PathBlocks(PagedBlocks blocks, String path, Predicate<BlockId> wanted) {

  /** All blocks of the path. */
  PathBlocks(PagedBlocks blocks, String path) {
    this(blocks, path, block -> true);
  }

  private boolean covers(PagedBlock block) {
    return isBelow(block) && wanted.test(block.id);
  }

  private boolean isBelow(PagedBlock block) {
    if (path.endsWith("/")) {
      return block.folder.startsWith(path);
    }
    return block.fileHash == FileTag.hash(path)
        && block.folder.length() == path.lastIndexOf('/') + 1
        && path.startsWith(block.folder);
  }

  /**
   * Drops the blocks of the path.
   *
   * @param dropped told of each that was
   */
  Freed free(Freed.Pinned pinned, Consumer<BlockId> dropped) {
    Freed[] sum = {Freed.NOTHING};
    blocks.forEach(
        block -> {
          if (!covers(block)) {
            return;
          }
          HeldBytes one = HeldBytes.NONE.plusBlock(block.length);
          if (pinned == Freed.Pinned.STAY && isPinned(block)) {
            sum[0] = sum[0].plus(new Freed(HeldBytes.NONE, one));
          } else if (blocks.free(block)) {
            dropped.accept(block.id);
            sum[0] = sum[0].plus(new Freed(one, HeldBytes.NONE));
          }
        });
    return sum[0];
  }

  private boolean isPinned(PagedBlock block) {
    PathRules rules = blocks.rules();
    return rules.policy(rules.of(block.folder, block.fileHash)).hold() == Hold.PINNED;
  }

  /**
   * Adds up the blocks of the path by what is in its folder.
   *
   * @param sums takes, by the name of each folder in the path's with its closing slash, what is
   *     below it; and by the empty name what is in the files of the folder itself, or in the file
   *     that the path is
   */
  void add(Map<String, HeldBytes> sums) {
    blocks.forEach(
        block -> {
          if (covers(block)) {
            sums.merge(
                child(block.folder), HeldBytes.NONE.plusBlock(block.length), HeldBytes::plus);
          }
        });
  }

  private String child(String folder) {
    return folder.length() <= path.length()
        ? ""
        : folder.substring(path.length(), folder.indexOf('/', path.length()) + 1);
  }
}

package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evicts the block that nobody has read for longest: a ring of all blocks, linked through them. */
final class LeastRecentlyUsed implements EvictionPolicy {

  /** Between the newest and the oldest block. */
  private final PagedBlock ends = new PagedBlock(new BlockId(0, 0, 0), 1, new int[] {0, 1});

  private int size;

  LeastRecentlyUsed() {
    ends.older = ends;
    ends.newer = ends;
  }

  @Override
  public void added(PagedBlock block) {
    if (holds(block)) {
      throw new IllegalStateException("block " + block.id + " was added twice");
    }
    linkAsNewest(block);
    size++;
  }

  @Override
  public void used(PagedBlock block) {
    if (holds(block)) {
      unlink(block);
      linkAsNewest(block);
    }
  }

  @Override
  public void removed(PagedBlock block) {
    if (holds(block)) {
      unlink(block);
      size--;
    }
  }

  private static boolean holds(PagedBlock block) {
    return block.newer != null;
  }

  @Override
  public @Nullable PagedBlock candidate() {
    PagedBlock oldest = ends.newer;
    return oldest == ends ? null : oldest;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<PagedBlock> order() {
    List<PagedBlock> order = new ArrayList<>(size);
    for (PagedBlock block = next(ends); block != ends; block = next(block)) {
      if (next(previous(block)) != block) {
        throw new IllegalStateException("the ring is crossed at block " + block.id);
      }
      order.add(block);
    }
    return order;
  }

  private void linkAsNewest(PagedBlock block) {
    PagedBlock newest = previous(ends);
    block.older = newest;
    block.newer = ends;
    newest.newer = block;
    ends.older = block;
  }

  private static void unlink(PagedBlock block) {
    PagedBlock older = previous(block);
    PagedBlock newer = next(block);
    older.newer = newer;
    newer.older = older;
    block.older = null;
    block.newer = null;
  }

  private static PagedBlock next(PagedBlock block) {
    PagedBlock newer = block.newer;
    if (newer == null) {
      throw new IllegalStateException("the ring is broken after block " + block.id);
    }
    return newer;
  }

  private static PagedBlock previous(PagedBlock block) {
    PagedBlock older = block.older;
    if (older == null) {
      throw new IllegalStateException("the ring is broken before block " + block.id);
    }
    return older;
  }
}

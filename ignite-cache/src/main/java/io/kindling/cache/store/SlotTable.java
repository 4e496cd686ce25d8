package io.kindling.cache.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Numbers the held blocks densely, from 1. Guarded by the store's membership lock. */
final class SlotTable {

  private @Nullable PagedBlock[] blocks = new PagedBlock[32];

  /** Slots that were given back; the last one is given out first. */
  private int[] vacated = new int[32];

  private int vacant;
  private int highest;

  /** Gives a block a slot. */
  int add(PagedBlock block) {
    int slot = vacant > 0 ? vacated[--vacant] : ++highest;
    if (slot == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * slot);
    }
    blocks[slot] = block;
    return slot;
  }

  /** Takes a slot back. */
  void remove(int slot) {
    if (vacant == vacated.length) {
      vacated = Arrays.copyOf(vacated, 2 * vacant);
    }
    vacated[vacant++] = slot;
    blocks[slot] = null;
  }

  /** The block in a slot that is taken. */
  PagedBlock get(int slot) {
    PagedBlock block = blocks[slot];
    if (block == null) {
      throw new IllegalStateException("no block in slot " + slot);
    }
    return block;
  }
}

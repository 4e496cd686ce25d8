package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;

/** Remembers, for a while and in little room, which blocks were offered. For any thread. */
final class SecondTouch {

  /** Offers remembered at least, 512 KiB. */
  private static final int WIDTH = 1 << 16;

  private final FrequencySketch offers = new FrequencySketch();
  private boolean used;

  /** Whether a block is offered for the first time. */
  synchronized boolean isFirst(BlockId id) {
    if (!used) {
      offers.widen(WIDTH);
      used = true;
    }
    int hash = id.hashCode();
    boolean first = offers.frequency(hash) == 0;
    offers.count(hash);
    return first;
  }
}

package io.kindling.cache.store;

import java.util.Arrays;

/** Evicts the block that nobody has read for longest: a ring of slots, linked by number. */
final class LeastRecentlyUsed implements EvictionPolicy {

  /** Sits between the newest and the oldest block. */
  private static final int ENDS = 0;

  private static final int NONE = -1;

  /** For each slot its older neighbour, then its newer one. */
  private int[] links = new int[64];

  private int size;

  LeastRecentlyUsed() {
    Arrays.fill(links, NONE);
    link(ENDS, ENDS);
  }

  @Override
  public void added(int slot, PagedBlock block) {
    added(slot);
  }

  void added(int slot) {
    if (2 * slot >= links.length) {
      int end = links.length;
      links = Arrays.copyOf(links, Math.max(2 * end, 2 * slot + 2));
      Arrays.fill(links, end, links.length, NONE);
    }
    if (holds(slot)) {
      throw new IllegalStateException("slot " + slot + " was added twice");
    }
    linkAsNewest(slot);
    size++;
  }

  @Override
  public void used(int slot) {
    if (holds(slot)) {
      link(older(slot), newer(slot));
      linkAsNewest(slot);
    }
  }

  @Override
  public void leaveFirst(int slot) {
    if (holds(slot)) {
      link(older(slot), newer(slot));
      int oldest = newer(ENDS);
      link(slot, oldest);
      link(ENDS, slot);
    }
  }

  @Override
  public void removed(int slot) {
    if (!holds(slot)) {
      throw new IllegalStateException("slot " + slot + " was removed and is not there");
    }
    link(older(slot), newer(slot));
    links[2 * slot] = NONE;
    links[2 * slot + 1] = NONE;
    size--;
  }

  @Override
  public int candidate() {
    return newer(ENDS);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int[] order() {
    int[] order = new int[size];
    int slot = ENDS;
    for (int i = 0; i < size; i++) {
      slot = newer(slot);
      if (newer(older(slot)) != slot) {
        throw new IllegalStateException("the ring is crossed at slot " + slot);
      }
      order[i] = slot;
    }
    if (newer(slot) != ENDS) {
      throw new IllegalStateException("the ring does not close after " + size + " blocks");
    }
    return order;
  }

  private boolean holds(int slot) {
    return links[2 * slot] != NONE;
  }

  private void linkAsNewest(int slot) {
    link(older(ENDS), slot);
    link(slot, ENDS);
  }

  private void link(int older, int newer) {
    links[2 * older + 1] = newer;
    links[2 * newer] = older;
  }

  private int older(int slot) {
    return links[2 * slot];
  }

  private int newer(int slot) {
    return links[2 * slot + 1];
  }
}

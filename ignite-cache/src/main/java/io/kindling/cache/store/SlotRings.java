package io.kindling.cache.store;

import java.util.Arrays;

/** Several orders of slots in one set of arrays; a slot is in one of them or in none. */
final class SlotRings {

  private static final int NONE = -1;

  private final int rings;
  private final int[] sizes;

  /** For each ring's end and each slot its older neighbour, then its newer one. */
  private int[] links;

  private short[] ringOf = new short[32];

  SlotRings(int rings) {
    if (rings > Short.MAX_VALUE) {
      throw new IllegalArgumentException(rings + " rings");
    }
    this.rings = rings;
    this.sizes = new int[rings];
    this.links = new int[2 * (rings + 32)];
    Arrays.fill(ringOf, (short) NONE);
    for (int ring = 0; ring < rings; ring++) {
      link(ring, ring);
    }
  }

  /** Puts a slot at the newest end of a ring, out of the ring that it was in. */
  void toNewest(int ring, int slot) {
    remove(slot);
    if (slot >= ringOf.length) {
      int length = ringOf.length;
      ringOf = Arrays.copyOf(ringOf, Math.max(2 * length, slot + 1));
      Arrays.fill(ringOf, length, ringOf.length, (short) NONE);
      links = Arrays.copyOf(links, 2 * (rings + ringOf.length));
    }
    int node = rings + slot;
    link(links[2 * ring], node);
    link(node, ring);
    ringOf[slot] = (short) ring;
    sizes[ring]++;
  }

  /** Takes a slot out of its ring, if it is in one. */
  void remove(int slot) {
    int ring = ringOf(slot);
    if (ring != NONE) {
      int node = rings + slot;
      link(links[2 * node], links[2 * node + 1]);
      ringOf[slot] = NONE;
      sizes[ring]--;
    }
  }

  /** The ring of a slot; -1 when it is in none. */
  int ringOf(int slot) {
    return slot < ringOf.length ? ringOf[slot] : NONE;
  }

  /** The oldest slot of a ring; 0 when it is empty. */
  int oldest(int ring) {
    int node = links[2 * ring + 1];
    return node == ring ? 0 : node - rings;
  }

  /** The slot that came to its ring next after this one; 0 when this is the newest. */
  int newer(int slot) {
    int node = links[2 * (rings + slot) + 1];
    return node < rings ? 0 : node - rings;
  }

  int size(int ring) {
    return sizes[ring];
  }

  private void link(int older, int newer) {
    links[2 * older + 1] = newer;
    links[2 * newer] = older;
  }
}

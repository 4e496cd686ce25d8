package io.kindling.image.source;

import java.io.Serializable;

/**
 * Takes each picture by a number between 0 and 1 that its path and a seed make: the same ones in
 * every task and every job, and disjoint ones for disjoint bounds.
 *
 * @param lower first number that is taken
 * @param upper first one that is not
 */
public record RecordSample(double lower, double upper, long seed) implements Serializable {
  private static final double UNIT = 0x1.0p-53;

  /** Whether the picture is in the sample. */
  public boolean takes(String path) {
    // FNV-1a over the characters, then the finalizer of SplitMix64.
    long hash = 0xcbf29ce484222325L ^ seed * 0x9e3779b97f4a7c15L;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    double number = (hash >>> 11) * UNIT;
    return lower <= number && number < upper;
  }
}

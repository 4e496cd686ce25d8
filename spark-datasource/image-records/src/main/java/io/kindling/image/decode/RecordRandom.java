package io.kindling.image.decode;

/**
 * The random numbers of one record: the same for the same seed and path on every machine and in
 * every order of reading. SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
 * Generators, 2014), begun with the seed and the FNV-1a hash of the path.
 */
final class RecordRandom {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long FNV_BASIS = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private long state;

  RecordRandom(long seed, String path) {
    long hash = FNV_BASIS;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * FNV_PRIME;
    }
    state = mixed(seed + GOLDEN) ^ hash;
  }

  /** A number from 0 to below the bound. */
  int below(int bound) {
    state += GOLDEN;
    return (int) Long.remainderUnsigned(mixed(state), bound);
  }

  private static long mixed(long bits) {
    long once = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    long twice = (once ^ (once >>> 27)) * 0x94D049BB133111EBL;
    return twice ^ (twice >>> 31);
  }
}

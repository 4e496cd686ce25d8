package io.kindling.cache.store;

/**
 * What one tier of a store has and holds.
 *
 * @param name {@code memory}, or the directory of a disk
 * @param capacity bytes that may be held; 0 for a disk that is out after an error
 * @param used bytes of capacity taken, rounding included
 * @param blocks blocks held; one that is in memory and on disk counts in each
 */
public record TierUse(String name, long capacity, long used, long blocks) {

  /** The name of the tier in memory. */
  public static final String MEMORY = "memory";
}

package io.kindling.cache.policy;

/** Whether blocks of a path may be evicted at all. */
public enum Hold {
  EVICTABLE,
  /** Never evicted; only removed by name, or by their time to live. */
  PINNED
}

package io.kindling.cache.policy;

/** Which blocks of a path leave first when room is needed. */
public enum Eviction {
  /** Those that nobody has read for longest. */
  LRU,
  /** Those that are read seldom, by W-TinyLFU: for data of which some is read far more often. */
  LFU,
  /**
   * None, as long as the path is read: it is taken in until the store is full and then stays, so
   * that a scan of more than fits hits what fits. After a time without a read it leaves as {@link
   * #LRU} does.
   */
  RESIDENT
}

package io.kindling.cache.block;

/** How much a {@link FileVersion} proves about the bytes that were fetched under it. */
public enum Strength {
  /** An etag or version id; the fetch itself is conditional on it. */
  STRONG,
  /**
   * Length and modification time (and file id where there is one); the status is asked again after
   * the fetch and before the block is published.
   */
  WEAK,
  /** Written here and not yet in the store. Reserved for write-back. */
  PROVISIONAL
}

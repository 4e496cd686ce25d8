package io.kindling.cache.owner;

/** When readers may see the bytes of a block that is being fetched. */
public enum Arrival {
  /** As they come: the fetch itself proves that they are the version's. */
  SHOWN_AS_IT_COMES,
  /** Once the block is complete, because the file is compared with its version after the fetch. */
  SHOWN_WHEN_COMPLETE
}

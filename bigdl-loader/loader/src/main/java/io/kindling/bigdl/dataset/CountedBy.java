package io.kindling.bigdl.dataset;

/** Where the numbers of a plan's pictures come from. */
enum CountedBy {
  /**
   * Headers of the sources tell the records. Packs may hold fewer pictures to be trained, as it
   * turns out when they are made; other pictures come in their place then.
   */
  HEADERS,
  /** All packs were made, and what can be trained of each counted. */
  PACKS
}

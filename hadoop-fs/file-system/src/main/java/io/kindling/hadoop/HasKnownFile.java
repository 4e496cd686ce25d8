package io.kindling.hadoop;

/** A status that remembers what the under store said. */
interface HasKnownFile {

  /** What the status was made from. */
  KnownFile known();
}

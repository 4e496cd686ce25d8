package io.kindling.hadoop.status;

/** A status that remembers what the under store said. */
public interface HasKnownFile {

  /** What the status was made from. */
  KnownFile known();
}

package io.kindling.hadoop.config;

/** What becomes of bytes that are written. */
public enum WriteMode {
  /** They go to the under store. */
  THROUGH,
  /** They go to the under store and, when it has the file, into the cache as well. */
  CACHE_THROUGH
}

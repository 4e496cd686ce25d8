package io.kindling.cache.client;

/** How a reader says that it will move through a file. */
public enum AccessPattern {
  /** It did not say: read-ahead begins when reads follow each other, and ends when they do not. */
  ADAPTIVE,
  /** From some position on to the end: read-ahead begins with the first read. */
  SEQUENTIAL,
  /** Here and there: nothing is read ahead. */
  RANDOM
}

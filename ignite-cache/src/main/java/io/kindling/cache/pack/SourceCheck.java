package io.kindling.cache.pack;

import java.io.IOException;

/** Proves that a reader may read the sources of a pack. Called by the thread that asked. */
@FunctionalInterface
public interface SourceCheck {

  /**
   * Makes sure that this reader may read all sources, by what the under store calls reading.
   * Returns when allowed.
   *
   * @throws IOException the under store's refusal
   */
  void checkReadable() throws IOException;
}

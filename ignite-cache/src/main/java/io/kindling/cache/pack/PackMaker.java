package io.kindling.cache.pack;

import java.io.IOException;

/**
 * Makes the records of a pack from its sources, with the reader's own credentials. Called by the
 * thread that asked for the pack, and only when nobody has it.
 */
public interface PackMaker extends SourceCheck {

  /**
   * Adds the records. Must read the very versions that the key names, and fail when a file has
   * another one now. An error ends the making, and nobody but the caller hears of it.
   */
  void make(PackWriter writer) throws IOException;
}

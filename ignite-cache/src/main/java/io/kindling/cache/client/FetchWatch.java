package io.kindling.cache.client;

/** Who follows a fetch while it runs. Called by the thread that fetches. */
interface FetchWatch {

  /** Nobody does. */
  FetchWatch NONE = arrived -> {};

  /**
   * The wanted bytes before {@code position} of the file are in the target. Not told while they may
   * still turn out to be another version's.
   */
  void arrived(long position);

  /** Whether to begin with another block. */
  default boolean goesOn() {
    return true;
  }
}

package io.kindling.cache.store;

/**
 * Blocks of one folder that left one tier for one cause.
 *
 * @param tier as {@link TierUse#name}
 * @param folder URI with its closing slash; empty when the files are not known
 * @param cause why they left
 * @param blocks how many
 * @param bytes theirs
 * @param firstMillis when the first of them left, since 1970
 * @param lastMillis when the last of them left, since 1970
 */
public record Departure(
    String tier,
    String folder,
    Cause cause,
    long blocks,
    long bytes,
    long firstMillis,
    long lastMillis) {

  /** Why a block left. */
  public enum Cause {
    /** Another block needed the room. */
    ROOM,
    /** Its time to live was over. */
    EXPIRED,
    /** Somebody freed its path. */
    FREED
  }
}

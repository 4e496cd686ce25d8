package io.kindling.cache.owner;

import java.util.UUID;

/**
 * Who reads.
 *
 * @param user as the under store knows the user
 * @param session one for each JVM; when its connections end, so do its leases
 * @param proof whether this reader has shown the under store that it may read the version
 */
public record Reader(String user, UUID session, Proof proof) {

  /** The same reader after it has shown its right. */
  public Reader proven() {
    return new Reader(user, session, Proof.SHOWN);
  }

  /** What a reader has done to earn a read grant. */
  public enum Proof {
    /** Nothing yet. */
    NONE,
    /** It read the file from the under store, or the under store said that it may. */
    SHOWN
  }
}

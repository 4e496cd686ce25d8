package io.kindling.cache.owner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.block.VersionKey;
import java.time.Duration;

/**
 * Who may read which versions, as far as it was proven to this owner. Safe for any number of
 * threads.
 *
 * <p>As long as one user alone has ever read here, that user needs no grant: every byte that is
 * held came in with that user's own credentials. The first other user ends this.
 */
final class GrantTable {

  private static final long MOST_GRANTS = 1_000_000;

  private final Cache<Grant, Boolean> grants;
  private final String onlyUser;
  private volatile boolean shared;

  /**
   * Without grants.
   *
   * @param user whose process this is
   * @param lifetime how long a proof is believed
   */
  GrantTable(String user, Duration lifetime) {
    this.onlyUser = user;
    this.grants = Caffeine.newBuilder().maximumSize(MOST_GRANTS).expireAfterWrite(lifetime).build();
  }

  /** Notes what a reader has shown. */
  void note(Reader reader, VersionKey version) {
    if (!reader.user().equals(onlyUser)) {
      shared = true;
    }
    if (shared && reader.proof() == Reader.Proof.SHOWN) {
      grants.put(new Grant(reader.user(), version), Boolean.TRUE);
    }
  }

  /** Whether the reader may have bytes of the version. */
  boolean allows(Reader reader, VersionKey version) {
    if (!shared && reader.user().equals(onlyUser)) {
      return true;
    }
    return reader.proof() == Reader.Proof.SHOWN
        || grants.getIfPresent(new Grant(reader.user(), version)) != null;
  }

  private record Grant(String user, VersionKey version) {}
}

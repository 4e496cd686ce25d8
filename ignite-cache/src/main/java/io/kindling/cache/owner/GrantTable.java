package io.kindling.cache.owner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.block.VersionKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who may read which versions, as far as it was proven to this owner. Safe for any number of
 * threads.
 *
 * <p>As long as one user alone has ever read here, that user needs no grant: every byte that is
 * held came in with that user's own credentials. The first other user ends this, and so does the
 * first block from an owner that served another user.
 */
final class GrantTable {

  private static final long MOST_GRANTS = 1_000_000;

  /** A grant that has this part of its life behind it is worth being written anew. */
  private static final int WORTH_RENEWING = 16;

  /** For each version the users who may read it, and until when by the clock. Values are fixed. */
  private final Cache<VersionKey, Map<String, Long>> grants;

  private final String onlyUser;
  private final long lifetime;
  private final LongSupplier nanoClock;
  private volatile boolean shared;

  /**
   * Without grants.
   *
   * @param user whose process this is
   * @param lifetime how long a proof is believed
   */
  GrantTable(String user, Duration lifetime) {
    this(user, lifetime, System::nanoTime);
  }

  GrantTable(String user, Duration lifetime, LongSupplier nanoClock) {
    this.onlyUser = user;
    this.lifetime = lifetime.toNanos();
    this.nanoClock = nanoClock;
    this.grants =
        Caffeine.newBuilder()
            .maximumWeight(MOST_GRANTS)
            .weigher((VersionKey version, Map<String, Long> users) -> users.size())
            .ticker(nanoClock::getAsLong)
            .expireAfterWrite(lifetime)
            .build();
  }

  /** Notes what a reader has shown. */
  void note(Reader reader, VersionKey version) {
    if (!reader.user().equals(onlyUser)) {
      shared = true;
    }
    if (shared && reader.proof() == Reader.Proof.SHOWN) {
      grant(version, reader.user(), lifetime);
    }
  }

  private void grant(VersionKey version, String user, long left) {
    long until = nanoClock.getAsLong() + left;
    Map<String, Long> known = grants.getIfPresent(version);
    Long before = known == null ? null : known.get(user);
    if (before == null || until - before > lifetime / WORTH_RENEWING) {
      grants.asMap().merge(version, Map.of(user, until), this::longer);
    }
  }

  private Map<String, Long> longer(Map<String, Long> known, Map<String, Long> added) {
    long now = nanoClock.getAsLong();
    Map<String, Long> users = new HashMap<>(known);
    users.values().removeIf(until -> until - now <= 0);
    added.forEach(
        (user, until) -> users.merge(user, until, (one, other) -> one - other > 0 ? one : other));
    return Map.copyOf(users);
  }

  /** Whether the reader may have bytes of the version. */
  boolean allows(Reader reader, VersionKey version) {
    if (!shared && reader.user().equals(onlyUser)) {
      return true;
    }
    if (reader.proof() == Reader.Proof.SHOWN) {
      return true;
    }
    Map<String, Long> users = grants.getIfPresent(version);
    Long until = users == null ? null : users.get(reader.user());
    return until != null && until - nanoClock.getAsLong() > 0;
  }

  /** What another owner has to know that gets blocks of the version from here. */
  ReadGrants of(VersionKey version) {
    if (!shared) {
      return new ReadGrants(onlyUser, Map.of());
    }
    long now = nanoClock.getAsLong();
    Map<String, Duration> left = new HashMap<>();
    Map<String, Long> users = grants.getIfPresent(version);
    if (users != null) {
      users.forEach(
          (user, until) -> {
            if (until - now > 0) {
              left.put(user, Duration.ofNanos(until - now));
            }
          });
    }
    return new ReadGrants(ReadGrants.SEVERAL, left);
  }

  /** Takes over what another owner knows, before blocks of the version come from there. */
  void take(VersionKey version, ReadGrants others) {
    if (!others.soleUser().equals(onlyUser)) {
      shared = true;
    }
    if (shared) {
      others.left().forEach((user, left) -> grant(version, user, left.toNanos()));
      if (!others.soleUser().equals(ReadGrants.SEVERAL)) {
        grant(version, others.soleUser(), lifetime);
      }
    }
  }
}

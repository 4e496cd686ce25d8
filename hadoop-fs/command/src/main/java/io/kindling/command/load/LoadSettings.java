package io.kindling.command.load;

import java.time.Duration;

/**
 * How a job loads.
 *
 * @param user who reads, as the under stores know the user
 * @param threads fetches at a time
 * @param bandwidth bytes a second that are fetched at most; 0 for any
 * @param settleMillis age below which files without etag are not cached
 * @param rounds how often a block is tried that its owner does not hold after a fetch
 * @param patience how long owners may take to have what was fetched, and replicas to be made
 */
public record LoadSettings(
    String user, int threads, long bandwidth, long settleMillis, int rounds, Duration patience) {

  /** A fetch that gets less than so many bytes a second might lose its lease. */
  private static final long LEAST_EACH = 32 << 10;

  /** Fetches at a time that the bandwidth is enough for. */
  int fetchers() {
    return bandwidth == 0 ? threads : (int) Math.max(1, Math.min(threads, bandwidth / LEAST_EACH));
  }
}

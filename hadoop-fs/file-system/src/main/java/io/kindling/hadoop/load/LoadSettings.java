package io.kindling.hadoop.load;

import java.time.Duration;

/**
 * How a job loads.
 *
 * @param threads fetches at a time, of each JVM that fetches
 * @param bandwidth bytes a second that are fetched at most; 0 for any
 * @param settleMillis age below which files without etag are not cached
 * @param rounds how often a block is tried that its owner does not hold after a fetch
 * @param patience how long owners may take to have what was fetched, and replicas to be made
 * @param scale size of batches; 1 where it costs next to nothing to begin one
 */
public record LoadSettings(
    int threads, long bandwidth, long settleMillis, int rounds, Duration patience, int scale) {

  /** A fetch that gets less than so many bytes a second might lose its lease. */
  private static final long LEAST_EACH = 32 << 10;

  private static final long BATCH = 128L << 20;
  private static final int BATCH_PIECES = 256;
  private static final int BATCH_SECONDS = 5;

  /** Bytes after which owners are asked what has come. */
  long batchBytes() {
    return bandwidth == 0 ? BATCH * scale : Math.min(BATCH, BATCH_SECONDS * bandwidth);
  }

  /** Pieces after which owners are asked what has come. */
  int batchPieces() {
    return BATCH_PIECES * scale;
  }

  /** Fetches at a time that the bandwidth is enough for. */
  int fetchers() {
    return bandwidth == 0 ? threads : (int) Math.max(1, Math.min(threads, bandwidth / LEAST_EACH));
  }
}

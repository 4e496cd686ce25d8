package io.kindling.cache.status;

import io.kindling.cache.block.FileKey;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The statuses of files that one owner keeps, in bounded memory. Safe for any number of threads.
 *
 * <p>Entries are bytes in a few large arrays, found by the 128-bit key of their path, so that
 * millions of them are no work for the garbage collector; {@link StatusShard} says how. When the
 * memory is used up, the entries that were written longest ago go, but for those that were asked
 * for since.
 *
 * <p>Time is milliseconds of this table's own clock, which begins with the table and never jumps.
 * Freshness counts from when the under store was asked. A table can tell its {@link #incarnation}
 * so that nobody mistakes the clock of one life of a node for that of another.
 */
public final class StatusTable {

  /** A status that never goes stale. */
  public static final Duration NEVER = Duration.ofMillis(Long.MAX_VALUE);

  private static final long LEAST_SHARD = 1 << 20;
  private static final int MOST_SHARDS = 16;

  /** Folders of which it is remembered that all below them was changed. */
  private static final int MOST_TREES = 10_000;

  private final StatusShard[] shards;
  private final ChangeMarks trees = new ChangeMarks(MOST_TREES);
  private final LongSupplier nanoClock;
  private final long start;
  private final long incarnation = ThreadLocalRandom.current().nextLong();

  /**
   * An empty table, which takes memory as it fills.
   *
   * @param bytes most memory to take, at least 1 MiB
   * @param nanoClock as System.nanoTime
   */
  public StatusTable(long bytes, LongSupplier nanoClock) {
    int count = 1;
    while (count < MOST_SHARDS && bytes / (count * 2L) >= LEAST_SHARD) {
      count *= 2;
    }
    this.shards = new StatusShard[count];
    for (int i = 0; i < count; i++) {
      shards[i] = new StatusShard(bytes / count);
    }
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
  }

  /** Milliseconds since the table was made. */
  public long clock() {
    return (nanoClock.getAsLong() - start) / 1_000_000;
  }

  /** A number that no other table has. */
  public long incarnation() {
    return incarnation;
  }

  /**
   * Keeps a status unless a younger one is there.
   *
   * @param askedAt when the under store was asked for it, on {@link #clock}
   * @return whether it was kept
   */
  public boolean put(FileStatusEntry status, long askedAt) {
    FileKey key = FileKey.of(status.uri());
    return shard(key).put(key, status, Math.min(askedAt, clock()));
  }

  /**
   * The status of a path if it is fresh.
   *
   * @param freshness the greatest age
   */
  public @Nullable Known get(String uri, Duration freshness) {
    FileKey key = FileKey.of(uri);
    long now = clock();
    Known known = shard(key).get(key, uri, now, freshness.toMillis());
    return known == null || isOutdated(uri, now - known.age()) ? null : known;
  }

  /** Whether all below a folder above the path was changed since. */
  public boolean isOutdated(String uri, long askedAt) {
    return trees.isOutdated(uri, askedAt);
  }

  /**
   * The status of a path is not what it was. A status that the under store was asked for before now
   * is not taken any more.
   */
  public void forget(String uri) {
    FileKey key = FileKey.of(uri);
    shard(key).forget(key, clock());
  }

  /**
   * Neither a path nor anything below it is what it was, as after a folder was moved or deleted.
   * Statuses that the under store was asked for before now are not believed any more.
   */
  public void forgetTree(String uri) {
    trees.changedTree(uri, clock());
  }

  /** Drops the statuses of all paths whose key is not to be kept; looks at each. */
  public void retain(Predicate<FileKey> kept) {
    for (StatusShard shard : shards) {
      shard.retain(kept);
    }
  }

  /** Entries held, those that were forgotten included. */
  public long size() {
    long sum = 0;
    for (StatusShard shard : shards) {
      sum += shard.size();
    }
    return sum;
  }

  /** Bytes of memory taken. */
  public long bytes() {
    long sum = 0;
    for (StatusShard shard : shards) {
      sum += shard.bytes();
    }
    return sum;
  }

  private StatusShard shard(FileKey key) {
    return shards[(int) (key.low() >>> 33) & (shards.length - 1)];
  }

  /**
   * A status that is fresh enough.
   *
   * @param age milliseconds since the under store was asked for it
   * @param refresh whether who got this answer should ask the under store again now, so that the
   *     status does not go stale while it is in use; said to one at a time
   */
  public record Known(FileStatusEntry entry, long age, Refresh refresh) {}

  /** Whether a status should be renewed. */
  public enum Refresh {
    NOT_YET,
    DUE
  }
}

package io.kindling.hadoop.status;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.status.ChangeMarks;
import io.kindling.hadoop.config.Freshness;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Statuses by path, for one file system and so for one user. Bounded by their size. Any thread.
 *
 * <p>Changes drop what is known and leave a mark: an answer that was asked for before a change and
 * arrives after it is not taken, wherever it comes from.
 */
public final class StatusTable {

  /** Objects of one entry, its path left out, as measured for S3A. */
  private static final int ENTRY_BYTES = 480;

  private static final int MOST_MARKS = 10_000;
  private static final int MOST_ABSENCES = 100_000;

  private final Cache<String, KnownFile> files;
  private final Cache<String, Long> absences =
      Caffeine.newBuilder().maximumSize(MOST_ABSENCES).executor(Runnable::run).build();
  private final ChangeMarks changes = new ChangeMarks(MOST_MARKS);
  private final FreshnessRule freshness;
  private final long settleMillis;
  private final AtomicLong emptied = new AtomicLong();

  /**
   * An empty table.
   *
   * @param settleMillis age below which the status of a file without etag is not remembered
   */
  public StatusTable(FreshnessRule freshness, long maximumBytes, long settleMillis) {
    this.freshness = freshness;
    this.settleMillis = settleMillis;
    this.files =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher((String path, KnownFile file) -> ENTRY_BYTES + 4 * path.length())
            .executor(Runnable::run)
            .build();
  }

  /** What is known of a path and still believed. */
  public @Nullable KnownFile find(String path) {
    KnownFile file = files.getIfPresent(path);
    if (file == null
        || !freshness.statuses(file.mount()).covers(file.askedNanos(), System.nanoTime())) {
      return null;
    }
    return file;
  }

  /** Whether it is known, and still believed, that there is nothing at a path. */
  public boolean isAbsent(String path, Freshness believed) {
    if (believed.asksAlways()) {
      return false;
    }
    Long asked = absences.getIfPresent(path);
    return asked != null && believed.covers(asked, System.nanoTime());
  }

  /** Whether an answer about a path was asked for before the path was changed here. */
  public boolean isOutdated(String path, long askedNanos) {
    return changes.isOutdated(path, askedNanos);
  }

  /** To be taken before anybody is asked for what is put here. */
  public long ticket() {
    return emptied.get();
  }

  /** Whether a status tells two contents apart and is not of a file that is being changed. */
  public boolean isLasting(KnownFile file) {
    if (!file.isSettled(settleMillis)) {
      return false;
    }
    if (!OpenWrites.isEmpty() && file.isFile()) {
      String uri = file.store().canonicalUri(file.under().getPath());
      OpenWrites.shown(uri, file.under().getLen());
      return !OpenWrites.has(uri);
    }
    return true;
  }

  /**
   * Remembers a file or a folder if its status is lasting, unless it was changed since the store
   * was asked for it, or this table was emptied since the ticket.
   */
  public void put(String path, KnownFile file, long ticket) {
    if (!isLasting(file)
        || freshness.statuses(file.mount()).asksAlways()
        || file.under().isSymlink()
        || isLate(path, file.askedNanos(), ticket)) {
      return;
    }
    files.put(path, file);
    absences.invalidate(path);
    if (isLate(path, file.askedNanos(), ticket)) {
      files.invalidate(path);
    }
  }

  /** Remembers that there is nothing, as {@link #put} does with what there is. */
  public void putAbsent(String path, long askedNanos, Freshness believed, long ticket) {
    if (believed.asksAlways() || isLate(path, askedNanos, ticket)) {
      return;
    }
    absences.put(path, askedNanos);
    files.invalidate(path);
    if (isLate(path, askedNanos, ticket)) {
      absences.invalidate(path);
    }
  }

  private boolean isLate(String path, long askedNanos, long ticket) {
    return ticket != emptied.get() || isOutdated(path, askedNanos);
  }

  /** Forgets a path. */
  public void drop(String path) {
    changes.changed(path, System.nanoTime());
    files.invalidate(path);
    absences.invalidate(path);
  }

  /** Forgets a path and the folders above it, whose listing and existence may have changed. */
  public void dropWithFoldersAbove(String path) {
    for (String at = path; at.length() > 1; at = at.substring(0, at.lastIndexOf('/'))) {
      drop(at);
    }
    drop("/");
  }

  /**
   * Forgets a path, everything below it, and the folders above it.
   *
   * @return whether the path was known to be a file, so that there is nothing below it
   */
  public boolean dropTree(String path) {
    KnownFile before = files.getIfPresent(path);
    dropWithFoldersAbove(path);
    if (before != null && before.isFile()) {
      return true;
    }
    changes.changedTree(path, System.nanoTime());
    String below = path.endsWith("/") ? path : path + "/";
    files.asMap().keySet().removeIf(known -> known.equals(path) || known.startsWith(below));
    absences.asMap().keySet().removeIf(known -> known.equals(path) || known.startsWith(below));
    return false;
  }

  /** Forgets everything: what anybody was told by the under stores before is outdated. */
  public void clear() {
    changes.changedAll(System.nanoTime());
    empty();
  }

  /** Forgets everything, because changes may have gone unnoticed here. Owners are believed. */
  public void empty() {
    emptied.incrementAndGet();
    files.invalidateAll();
    absences.invalidateAll();
  }
}

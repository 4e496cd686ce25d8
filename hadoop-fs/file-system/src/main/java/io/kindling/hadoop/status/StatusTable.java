package io.kindling.hadoop.status;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.hadoop.config.Freshness;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Statuses of files by path, for one file system and so for one user. Bounded by their size. Any
 * thread.
 *
 * <p>Own changes drop what is known. A status that was asked for before a change and arrives after
 * it is not taken: whoever asks takes a {@link #ticket} first.
 */
public final class StatusTable {

  /** Objects of one entry, its path left out, as measured for S3A. */
  private static final int ENTRY_BYTES = 480;

  private final Cache<String, KnownFile> files;
  private final Freshness freshness;
  private final AtomicLong changes = new AtomicLong();

  public StatusTable(Freshness freshness, long maximumBytes) {
    this.freshness = freshness;
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
        || !file.mount().freshness(freshness).covers(file.askedNanos(), System.nanoTime())) {
      return null;
    }
    return file;
  }

  /** To be taken before the under store is asked. */
  public long ticket() {
    return changes.get();
  }

  /** Remembers a file unless something was changed since the ticket. */
  public void put(String path, KnownFile file, long ticket) {
    if (file.mount().freshness(freshness).asksAlways()
        || !file.isFile()
        || changes.get() != ticket) {
      return;
    }
    files.put(path, file);
    if (changes.get() != ticket) {
      files.invalidate(path);
    }
  }

  /** Forgets a path. */
  public void drop(String path) {
    changes.incrementAndGet();
    files.invalidate(path);
  }

  /** Forgets a path and everything below it. */
  public void dropTree(String path) {
    changes.incrementAndGet();
    if (files.asMap().remove(path) != null) {
      return;
    }
    String below = path.endsWith("/") ? path : path + "/";
    files.asMap().keySet().removeIf(known -> known.startsWith(below));
  }

  /** Forgets everything. */
  public void clear() {
    changes.incrementAndGet();
    files.invalidateAll();
  }
}

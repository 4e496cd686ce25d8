package io.kindling.hadoop.status;

import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one listing shows and gives it to the {@link StatusPublisher} page by page: the
 * statuses to the owners of the files, and the pages to the owner of the folder until it turns out
 * that they are no listing that others could be served. Holds one page at a time. One thread.
 */
final class SharedListing {

  /** Pages of the largest listing that is kept for others: 100,000 files. */
  private static final int MOST_PAGES = 100;

  private final StatusPublisher publisher;
  private final @Nullable String folder;
  private final long askedNanos;
  private final long id = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
  private List<FileStatusEntry> entries = new ArrayList<>();
  private List<FileStatusEntry> settled = new ArrayList<>();
  private int pages;
  private boolean servable;

  /**
   * A listing.
   *
   * @param folder whose listing others may be served; null for one that shows more or less than a
   *     folder, or is never believed
   */
  SharedListing(StatusPublisher publisher, @Nullable String folder, long askedNanos) {
    this.publisher = publisher;
    this.folder = folder;
    this.servable = folder != null;
    this.askedNanos = askedNanos;
  }

  /**
   * Takes what the listing shows next.
   *
   * @param entry null for what means nothing to others
   * @param isSettled whether others may believe the status by itself
   */
  void add(@Nullable FileStatusEntry entry, boolean isSettled) {
    if (entry == null || entry.uri().equals(folder)) {
      // The listing of a file shows the file itself.
      servable = false;
      return;
    }
    entries.add(entry);
    if (isSettled) {
      settled.add(entry);
    }
    if (entries.size() == StatusPage.ENTRIES) {
      flush(StatusPage.Position.MORE_FOLLOW);
    }
  }

  /** The listing is complete. */
  void end() {
    flush(StatusPage.Position.LAST);
  }

  private void flush(StatusPage.Position position) {
    if (!settled.isEmpty()) {
      boolean ignored = publisher.statuses(settled, askedNanos);
    }
    if (servable && folder != null) {
      servable =
          pages < MOST_PAGES
              && publisher.page(folder, id, pages, new StatusPage(entries, position), askedNanos);
    }
    pages++;
    entries = new ArrayList<>();
    settled = new ArrayList<>();
  }
}

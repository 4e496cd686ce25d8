package io.kindling.cache.status;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.block.FileKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The listings of folders that one owner keeps, page by page as they were given, in bounded memory.
 * Safe for any number of threads. Time is that of the {@link StatusTable} beside it.
 */
public final class ListingTable {

  /** Any listing of a folder, in place of the number that tells which. */
  public static final long ANY = 0;

  /** What a page costs beside its bytes. */
  private static final int PAGE_COST = 64;

  /** Folders of which it is remembered that they were changed. */
  private static final int MOST_CHANGES = 10_000;

  private final Cache<FileKey, Listing> listings;
  private final ChangeMarks changes = new ChangeMarks(MOST_CHANGES);
  private final long bytes;

  /**
   * An empty table.
   *
   * @param bytes most bytes of pages to hold
   */
  public ListingTable(long bytes) {
    this.bytes = bytes;
    this.listings =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<FileKey, Listing>weigher((folder, listing) -> listing.weight())
            .executor(Runnable::run)
            .build();
  }

  /**
   * Takes a page of a listing, which can be read once its last page is there. Pages come in order;
   * one that does not follow ends the listing.
   *
   * @param id tells listings apart, not {@link #ANY}
   * @param askedAt when the under store was asked for the listing
   */
  public void put(
      String folder, long id, long askedAt, int number, StatusPage.Position position, byte[] page) {
    listings
        .asMap()
        .compute(
            FileKey.of(folder),
            (key, before) -> {
              if (number == 0) {
                boolean younger = before == null || before.askedAt <= askedAt;
                return younger ? new Listing(id, askedAt, List.of(page), position) : before;
              }
              if (before == null || before.id != id) {
                return before;
              }
              return before.pages.size() == number ? before.with(page, position, bytes) : null;
            });
  }

  /**
   * A page of a listing that is complete and fresh.
   *
   * @param id of which listing, or {@link #ANY}
   * @param clock now
   * @param freshness the greatest age
   */
  public @Nullable Page get(String folder, int number, long id, long clock, Duration freshness) {
    Listing listing = listings.getIfPresent(FileKey.of(folder));
    if (listing == null
        || listing.last != StatusPage.Position.LAST
        || (id != ANY && id != listing.id)
        || clock - listing.askedAt > freshness.toMillis()
        || number < 0
        || number >= listing.pages.size()
        || changes.isOutdated(folder, listing.askedAt)) {
      return null;
    }
    boolean isLast = number == listing.pages.size() - 1;
    return new Page(
        listing.pages.get(number),
        isLast ? StatusPage.Position.LAST : StatusPage.Position.MORE_FOLLOW,
        listing.id,
        listing.askedAt);
  }

  /**
   * The folder does not hold any more what it held. A listing that the under store was asked for
   * before now is not taken any more.
   *
   * @param clock now
   */
  public void forget(String folder, long clock) {
    changes.changed(folder, clock);
    listings.invalidate(FileKey.of(folder));
  }

  /** As {@link #forget}, with all folders below. */
  public void forgetTree(String folder, long clock) {
    changes.changedTree(folder, clock);
    listings.invalidate(FileKey.of(folder));
  }

  /** Drops the listings of all folders whose key is not to be kept. */
  public void retain(Predicate<FileKey> kept) {
    listings.asMap().keySet().removeIf(kept.negate());
  }

  /** Bytes held. */
  public long bytes() {
    return listings.asMap().values().stream().mapToLong(Listing::weight).sum();
  }

  /**
   * A page as it was given.
   *
   * @param bytes not to be changed
   * @param id the same for all pages of one listing
   * @param askedAt when the under store was asked for the listing
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on to a socket, never compared
  public record Page(byte[] bytes, StatusPage.Position position, long id, long askedAt) {}

  private record Listing(long id, long askedAt, List<byte[]> pages, StatusPage.Position last) {

    @Nullable Listing with(byte[] page, StatusPage.Position position, long most) {
      List<byte[]> more = new ArrayList<>(pages);
      more.add(page);
      Listing longer = new Listing(id, askedAt, List.copyOf(more), position);
      return longer.weight() <= most / 4 ? longer : null;
    }

    int weight() {
      long sum = 0;
      for (byte[] page : pages) {
        sum += page.length + PAGE_COST;
      }
      return (int) Math.min(Integer.MAX_VALUE, sum);
    }
  }
}

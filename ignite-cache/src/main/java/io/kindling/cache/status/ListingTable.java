package io.kindling.cache.status;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.block.FileKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listings of folders that one owner keeps, page by page as they were given, in bounded memory.
 * Safe for any number of threads. Time is that of the {@link StatusTable} beside it.
 */
public final class ListingTable {

  /** What a page costs beside its bytes. */
  private static final int PAGE_COST = 64;

  private final Cache<FileKey, Listing> listings;
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
   * @param askedAt when the under store was asked for the listing; tells listings apart
   */
  public void put(
      String folder, long askedAt, int number, StatusPage.Position position, byte[] page) {
    listings
        .asMap()
        .compute(
            FileKey.of(folder),
            (key, before) -> {
              if (number == 0) {
                boolean younger = before == null || before.askedAt <= askedAt;
                return younger ? new Listing(askedAt, List.of(page), position) : before;
              }
              if (before == null || before.askedAt != askedAt) {
                return before;
              }
              return before.pages.size() == number ? before.with(page, position, bytes) : null;
            });
  }

  /**
   * A page of a listing that is complete and fresh.
   *
   * @param clock now
   * @param freshness the greatest age
   */
  public @Nullable Page get(String folder, int number, long clock, Duration freshness) {
    Listing listing = listings.getIfPresent(FileKey.of(folder));
    if (listing == null
        || listing.last != StatusPage.Position.LAST
        || clock - listing.askedAt > freshness.toMillis()
        || number < 0
        || number >= listing.pages.size()) {
      return null;
    }
    boolean isLast = number == listing.pages.size() - 1;
    return new Page(
        listing.pages.get(number),
        isLast ? StatusPage.Position.LAST : StatusPage.Position.MORE_FOLLOW,
        listing.askedAt);
  }

  /** The folder does not hold any more what it held. */
  public void forget(String folder) {
    listings.invalidate(FileKey.of(folder));
  }

  /** Bytes held. */
  public long bytes() {
    return listings.asMap().values().stream().mapToLong(Listing::weight).sum();
  }

  /**
   * A page as it was given.
   *
   * @param bytes not to be changed
   * @param askedAt when the under store was asked for the listing
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on to a socket, never compared
  public record Page(byte[] bytes, StatusPage.Position position, long askedAt) {}

  private record Listing(long askedAt, List<byte[]> pages, StatusPage.Position last) {

    @Nullable Listing with(byte[] page, StatusPage.Position position, long most) {
      List<byte[]> more = new ArrayList<>(pages);
      more.add(page);
      Listing longer = new Listing(askedAt, List.copyOf(more), position);
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

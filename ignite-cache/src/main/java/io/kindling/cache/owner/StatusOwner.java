package io.kindling.cache.owner;

import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.status.StatusTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a file's first group knows about the file, in this JVM or in another. Safe for
 * any thread.
 *
 * <p>A status is answered to users who have asked the under store for it themselves, by publishing
 * what they heard; as long as one user alone uses an owner, that user needs no such proof. Times
 * are {@code System.nanoTime} of the calling JVM.
 */
public interface StatusOwner {

  /**
   * The status of a path if it is known, fresh, and may be told to the reader. When it is not
   * known, the first to ask is expected to ask the under store and to publish what it heard, or to
   * {@link #giveUp}; who asks meanwhile waits a little for that.
   *
   * @param most the file's bytes come with the status when they are no more than so many, the owner
   *     holds them, and the reader may read them; 0 for none
   * @throws OwnerUnavailableException when this owner cannot be asked now
   */
  @Nullable KnownStatus status(String uri, Duration freshness, int most, Reader reader)
      throws IOException;

  /** The under store did not tell the reader what {@link #status} did not know either. */
  void giveUp(String uri, Reader reader) throws IOException;

  /**
   * Tells what the under store answered to the reader.
   *
   * @param askedNanos when it was asked
   */
  void publish(FileStatusEntry status, long askedNanos, Reader reader) throws IOException;

  /**
   * Tells what a listing showed to the reader about files and folders that this owner keeps.
   *
   * @param askedNanos when the under store was asked for the listing
   */
  void publishListed(StatusPage statuses, long askedNanos, Reader reader) throws IOException;

  /**
   * Something was changed at the paths: what is known about them is wrong, listings as well.
   * Returns when those who watch know it as well, or are too slow.
   */
  void forget(Collection<String> uris, Reader reader) throws IOException;

  /** As {@link #forget}, for a path and all below it. To be told to every owner. */
  void forgetTree(String uri, Reader reader) throws IOException;

  /**
   * Tells what the under store answered when asked for the listing of a folder, page after page.
   *
   * @param listing a number that no other listing of the folder has, and not {@link
   *     io.kindling.cache.status.ListingTable#ANY}
   * @param number of the page, from 0
   * @param askedNanos when the under store was asked for the listing
   */
  void publishPage(
      String folder, long listing, int number, StatusPage page, long askedNanos, Reader reader)
      throws IOException;

  /**
   * A page of a listing if it is known, fresh, and may be told to the reader.
   *
   * @param listing which listing, as an earlier page of it says, or {@link
   *     io.kindling.cache.status.ListingTable#ANY}
   */
  @Nullable ListedPage listing(
      String folder, int page, long listing, Duration freshness, Reader reader) throws IOException;

  /**
   * What was changed since this watcher asked the last time; waits when there is nothing.
   *
   * @param watcher a number of the caller's, one for each watcher of its JVM
   * @param known the number that came with the last answer, or {@link ChangeFeed#NOTHING}
   * @param patience how long to wait; negative ends the watch
   */
  ChangeFeed.Changes changes(long watcher, long known, Duration patience, Reader reader)
      throws IOException;

  /**
   * What an owner knows.
   *
   * @param entry what the under store said
   * @param askedNanos when it was asked, or earlier
   * @param refresh whether the reader should ask it again behind its caller's back
   * @param held which blocks of the first group the owner holds now
   * @param content all bytes of the file, from position to limit; null when they did not come
   */
  record KnownStatus(
      FileStatusEntry entry,
      long askedNanos,
      StatusTable.Refresh refresh,
      BitSet held,
      @Nullable ByteBuffer content) {}

  /**
   * A page of a listing.
   *
   * @param listing the same for all pages of one listing
   * @param askedNanos when the under store was asked for the listing, or earlier
   */
  record ListedPage(StatusPage page, long listing, long askedNanos) {}
}

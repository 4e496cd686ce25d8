package io.kindling.cache.owner;

import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.status.StatusTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
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
   * The status of a path if it is known, fresh, and may be told to the reader.
   *
   * @param target takes the first bytes of the file, as far as the owner holds them, the reader may
   *     read them, and the target has room; its position tells how many
   * @throws OwnerUnavailableException when this owner cannot be asked now
   */
  @Nullable KnownStatus status(String uri, Duration freshness, ByteBuffer target, Reader reader)
      throws IOException;

  /**
   * Tells what the under store answered to the reader.
   *
   * @param askedNanos when it was asked
   */
  void publish(FileStatusEntry status, long askedNanos, Reader reader) throws IOException;

  /** Something was changed at the path: what is known about it is wrong, its listing as well. */
  void forget(String uri, Reader reader) throws IOException;

  /** Tells what the under store answered when asked for the listing of a folder. */
  void publishListing(String folder, List<StatusPage> pages, long askedNanos, Reader reader)
      throws IOException;

  /** A page of a listing if it is known, fresh, and may be told to the reader. */
  @Nullable StatusPage listing(String folder, int page, Duration freshness, Reader reader)
      throws IOException;

  /**
   * What an owner knows.
   *
   * @param entry what the under store said
   * @param askedNanos when it was asked, or earlier
   * @param refresh whether the reader should ask it again behind its caller's back
   * @param held which blocks of the first group the owner holds now
   */
  record KnownStatus(
      FileStatusEntry entry, long askedNanos, StatusTable.Refresh refresh, BitSet held) {}
}

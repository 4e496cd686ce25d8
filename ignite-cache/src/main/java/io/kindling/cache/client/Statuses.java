package io.kindling.cache.client;

import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statuses of files that the owners of a cache keep for all its readers. Safe for any number of
 * threads.
 *
 * <p>A fault of the cache never fails a call: the source is asked then. What the source says is
 * passed on as it is.
 */
public interface Statuses {

  /**
   * The status of a path: from its owner if it is fresh there, else from the source, and then kept
   * by the owner. One round trip when it is known. When it is about to go stale, the source is
   * asked behind the caller's back, by one reader of the cluster at a time.
   *
   * @param freshness how long ago the under store may have been asked; zero always asks it
   */
  default Status status(String uri, Duration freshness, String user, StatusSource source)
      throws IOException {
    return open(uri, freshness, user, source, ByteBuffer.allocate(0));
  }

  /**
   * As {@link #status}, and in the same round trip the first bytes of the file, as far as its owner
   * holds them and the target has room.
   *
   * @param target takes the bytes, and its position is advanced by their number, which may be 0
   */
  Status open(String uri, Duration freshness, String user, StatusSource source, ByteBuffer target)
      throws IOException;

  /**
   * Tells the owner what the under store said, as after a write.
   *
   * @param askedNanos {@code System.nanoTime} before it was asked
   */
  void publish(FileStatusEntry status, long askedNanos, String user) throws IOException;

  /** Tells the owner that something was or will be changed at a path. */
  void forget(String uri, String user) throws IOException;

  /**
   * Tells the owner what the under store answered when asked for the listing of a folder.
   *
   * @param askedNanos {@code System.nanoTime} before it was asked
   */
  void publishListing(String folder, List<FileStatusEntry> entries, long askedNanos, String user)
      throws IOException;

  /**
   * A page of a folder's listing, if its owner has it fresh.
   *
   * @param page from 0
   */
  @Nullable StatusPage listing(String folder, int page, Duration freshness, String user)
      throws IOException;

  /**
   * What is known about a path.
   *
   * @param entry what the under store said
   * @param askedNanos {@code System.nanoTime} when it was asked, or earlier
   * @param held which blocks of the file's first group its owner holds; empty when the source was
   *     asked
   */
  record Status(FileStatusEntry entry, long askedNanos, BitSet held) {}
}

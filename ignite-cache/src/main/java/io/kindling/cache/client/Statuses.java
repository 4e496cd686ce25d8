package io.kindling.cache.client;

import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
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

  /** Whether there are owners to share statuses with; a process that caches alone has none. */
  boolean shared();

  /**
   * The status of a path: from its owner if it is fresh there, else from the source, and then kept
   * by the owner. One round trip when it is known. When it is about to go stale, the source is
   * asked behind the caller's back, by one reader of the cluster at a time. When nobody knows it,
   * one reader of the cluster asks the source, and others wait a little for what it hears.
   *
   * @param freshness how long ago the under store may have been asked; zero always asks it
   */
  default Status status(String uri, Duration freshness, String user, StatusSource source)
      throws IOException {
    return open(uri, freshness, user, source, 0);
  }

  /**
   * As {@link #status}, and in the same round trip the content of a small file, when another JVM is
   * its owner and holds all of it.
   *
   * @param most bytes of a file whose content is wanted
   */
  Status open(String uri, Duration freshness, String user, StatusSource source, int most)
      throws IOException;

  /**
   * Tells the owner what the under store said, as after a write.
   *
   * @param askedNanos {@code System.nanoTime} before it was asked
   */
  void publish(FileStatusEntry status, long askedNanos, String user) throws IOException;

  /**
   * Tells the owners what a listing showed, with one message to each of them.
   *
   * @param askedNanos {@code System.nanoTime} before the listing was asked for
   */
  void publishListed(List<FileStatusEntry> entries, long askedNanos, String user)
      throws IOException;

  /**
   * Tells the owners that something was changed at paths: statuses and listings that the under
   * store was asked for before now are not believed any more.
   */
  void forget(Collection<String> uris, String user) throws IOException;

  /** As {@link #forget}, for a path and all that is or was below it; told to every owner. */
  void forgetTree(String uri, String user) throws IOException;

  /**
   * Tells the owner what the under store answered when asked for the listing of a folder. Pages
   * come in order; the listing can be had when its last page was published.
   *
   * @param listing a random number, the same for all pages
   * @param number of the page, from 0
   * @param askedNanos {@code System.nanoTime} before the listing was asked for
   */
  void publishPage(
      String folder, long listing, int number, StatusPage page, long askedNanos, String user)
      throws IOException;

  /** A folder's whole listing, if its owner has it fresh. */
  @Nullable Listed listing(String folder, Duration freshness, String user) throws IOException;

  /**
   * Watches for what others change, for those who keep statuses of their own: the listener is told
   * within the time that the change takes. At once, and whenever an owner comes, fails or was not
   * heard for a while, it is told to forget everything.
   *
   * @return ends the watch when it is closed
   */
  Closeable watch(ChangeListener listener, String user);

  /** Is told what others have changed, on threads of the watch. */
  interface ChangeListener {
    /** Something was changed at a path. */
    void changed(String uri);

    /** A path and all below it was changed. */
    void changedTree(String uri);

    /** Anything may have been changed. */
    void changedAll();
  }

  /**
   * What is known about a path.
   *
   * @param entry what the under store said
   * @param askedNanos {@code System.nanoTime} when it was asked, or earlier
   * @param held which blocks of the file's first group its owner holds; empty when the source was
   *     asked
   * @param content all bytes of the file, from position to limit; null when they did not come
   */
  record Status(
      FileStatusEntry entry, long askedNanos, BitSet held, @Nullable ByteBuffer content) {}

  /**
   * A listing.
   *
   * @param askedNanos {@code System.nanoTime} when it was asked for, or earlier
   */
  record Listed(List<FileStatusEntry> entries, long askedNanos) {}
}

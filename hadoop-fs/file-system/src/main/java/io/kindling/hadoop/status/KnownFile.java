package io.kindling.hadoop.status;

import io.kindling.cache.block.FileVersion;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.UnderStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an under store said of a file, a directory or a link, and when. The status inside is never
 * handed out, because callers may change theirs. Any thread.
 */
public final class KnownFile {

  /** How the status came. */
  public enum Source {
    /** The file itself was asked for, which some stores allow to readers only. */
    STATUS,
    /** The folder was listed. */
    LISTING,
    /** Another reader asked, and the owner of the file told this one. */
    OWNER
  }

  /**
   * A moment.
   *
   * @param nanos by a clock that never jumps
   * @param millis by the clock that modification times are made by
   */
  public record Asked(long nanos, long millis) {
    public static Asked now() {
      return new Asked(System.nanoTime(), System.currentTimeMillis());
    }

    /** A moment of which one of the clocks is known. */
    public static Asked at(long nanos) {
      long ago = Math.max(0, System.nanoTime() - nanos) / 1_000_000;
      return new Asked(nanos, System.currentTimeMillis() - ago - 1);
    }
  }

  private final Mount mount;
  private final UnderStore store;
  private final Path path;
  private final FileStatus under;
  private final Asked asked;
  private volatile @Nullable FileVersion version;
  private volatile boolean readable;
  private volatile boolean refreshing;
  private volatile @Nullable ByteBuffer content;
  private @Nullable ListingOrder order;
  private int place;
  private volatile boolean brought;

  /**
   * A status.
   *
   * @param path the {@code cache:} path
   * @param under the under store's status, owned by this object from now on
   * @param asked before the store was asked
   */
  public KnownFile(
      Mount mount, UnderStore store, Path path, FileStatus under, Source source, Asked asked) {
    this(mount, store, path, under, source, asked, null);
  }

  /**
   * As above, with a version.
   *
   * @param version what the status shows, for a status that does not show it any more
   */
  KnownFile(
      Mount mount,
      UnderStore store,
      Path path,
      FileStatus under,
      Source source,
      Asked asked,
      @Nullable FileVersion version) {
    this.version = version;
    this.mount = mount;
    this.store = store;
    this.path = path;
    this.under = under;
    this.asked = asked;
    this.readable = source == Source.STATUS && store.readRight() == UnderStore.ReadRight.STATUS;
  }

  public Mount mount() {
    return mount;
  }

  public UnderStore store() {
    return store;
  }

  public Path path() {
    return path;
  }

  public FileStatus under() {
    return under;
  }

  /** Whether the store has let this user read the file, or ask for it where that is the same. */
  public boolean isReadable() {
    return readable;
  }

  /** The store has just let this user read the file. */
  public void provedReadable() {
    readable = true;
  }

  /** Whether the caller is the first to ask for a status in place of this one. */
  boolean startsRefresh() {
    if (refreshing) {
      return false;
    }
    synchronized (this) {
      boolean first = !refreshing;
      refreshing = true;
      return first;
    }
  }

  /** Nobody could ask: the next one may. */
  void endRefresh() {
    refreshing = false;
  }

  /** The bytes of the version, which came with its status, for the first who opens it. */
  void received(@Nullable ByteBuffer bytes) {
    content = bytes;
  }

  /** All bytes of the version, if they came with the status and nobody took them yet. */
  public @Nullable ByteBuffer takeContent() {
    if (content == null) {
      return null;
    }
    synchronized (this) {
      ByteBuffer taken = content;
      content = null;
      return taken;
    }
  }

  /** When the store was asked, as {@link System#nanoTime}. */
  public long askedNanos() {
    return asked.nanos();
  }

  public boolean isFile() {
    return under.isFile() && !under.isSymlink();
  }

  /** Where a link leads, as a {@code cache:} path if that shows it; null for all but links. */
  public @Nullable Path linkTarget() throws IOException {
    if (!under.isSymlink()) {
      return null;
    }
    Path target = under.getSymlink();
    Path shown = target.isAbsolute() ? mount.shown(target) : null;
    return shown == null ? target : shown;
  }

  /** The content that the status shows; files only. */
  public FileVersion version() {
    FileVersion made = version;
    if (made == null) {
      made = store.version(under);
      version = made;
    }
    return made;
  }

  /**
   * Whether the version proves the content: not for a file without etag that had changed a moment
   * before the store was asked, because its next change might show the same modification time.
   */
  public boolean isSettled(long settleMillis) {
    return under.isDirectory()
        || store.isStrong(under)
        || asked.millis() - under.getModificationTime() >= settleMillis;
  }

  /** Notes which listing showed the file; before any other thread sees this. */
  void listedIn(ListingOrder listing) {
    order = listing;
    place = listing.add(this);
  }

  /** The listing that showed the file; null when none did. */
  public @Nullable ListingOrder order() {
    return order;
  }

  /** Its place in {@link #order}. */
  public int place() {
    return place;
  }

  /** Somebody expects it to be opened and sees to it that it is in the cache then. */
  public void broughtAhead() {
    brought = true;
  }

  /** Whether the file was expected, and no longer so after this. */
  public boolean takeBrought() {
    boolean was = brought;
    if (was) {
      brought = false;
    }
    return was;
  }

  /** The status as callers see it, a new one each time. */
  public CachedFileStatus status() throws IOException {
    return new CachedFileStatus(this);
  }
}

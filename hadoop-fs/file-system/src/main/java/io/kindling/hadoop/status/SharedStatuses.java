package io.kindling.hadoop.status;

import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.StatusSource;
import io.kindling.cache.client.Statuses;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.hadoop.config.Freshness;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountTable;
import io.kindling.hadoop.mount.UnderStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the owners know of files and folders, asked and told in the paths of one file system. Any
 * thread.
 */
public final class SharedStatuses implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(SharedStatuses.class);

  private final BlockCache cache;
  private final MountTable mounts;
  private final String user;
  private final ForeignChanges foreign;
  private volatile @Nullable Statuses watched;
  private @Nullable Closeable watch;
  private boolean closed;

  /**
   * Asks nobody yet.
   *
   * @param own the statuses that this file system keeps, from which the changes of others are taken
   */
  public SharedStatuses(BlockCache cache, MountTable mounts, StatusTable own, String user) {
    this.cache = cache;
    this.mounts = mounts;
    this.user = user;
    this.foreign = new ForeignChanges(mounts, own);
  }

  /** Whether statuses of a store are asked of owners and told to them. */
  boolean areUsedFor(UnderStore store) {
    if (!store.sharesStatuses()) {
      return false;
    }
    Statuses now = cache.statuses();
    if (!now.shared()) {
      return false;
    }
    if (now != watched) {
      watch(now);
    }
    return true;
  }

  /** Others are heard from before their statuses are kept here. */
  private synchronized void watch(Statuses now) {
    if (now != watched && !closed) {
      endWatch();
      watch = now.watch(foreign, user);
      watched = now;
    }
  }

  private void endWatch() {
    if (watch != null) {
      try {
        watch.close();
      } catch (IOException unclosed) {
        LOG.debug("a watch for changes did not end", unclosed);
      }
      watch = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    endWatch();
  }

  /**
   * Whether it may be believed what a folder holds and what does not exist in it. Names that begin
   * with an underscore or a dot are those of committers at work and of table logs, which need to
   * see what was there a moment ago.
   */
  static boolean mayListingBeBelieved(Mount mount, String path) {
    for (int slash = path.indexOf('/', mount.at().length());
        slash >= 0;
        slash = path.indexOf('/', slash + 1)) {
      if (slash + 1 < path.length()) {
        char first = path.charAt(slash + 1);
        if (first == '_' || first == '.') {
          return false;
        }
      }
    }
    return true;
  }

  /** The status of a path, from its owner or from the source. */
  Statuses.Status open(Mount mount, String uri, Freshness freshness, StatusSource source, int most)
      throws IOException {
    return cache.statuses().open(uri, freshness.duration(), mount.reader(user), source, most);
  }

  /** Tells the owner what the under store has just said. */
  void publish(KnownFile file, String uri) throws IOException {
    FileStatusEntry entry = SharedStatus.entry(file, uri);
    if (entry != null) {
      cache.statuses().publish(entry, file.askedNanos(), file.mount().reader(user));
    }
  }

  /** A folder's listing, if its owner has it. */
  Statuses.@Nullable Listed listing(Mount mount, String uri, Freshness freshness)
      throws IOException {
    return cache.statuses().listing(uri, freshness.duration(), mount.reader(user));
  }

  /** Takes what a listing shows. */
  SharedListing gather(Mount mount, @Nullable String folder, long askedNanos) {
    return new SharedListing(new StatusPublisher(cache, mount.reader(user)), folder, askedNanos);
  }

  /**
   * A path was changed, and with it perhaps what the folders above it hold, or that they exist.
   *
   * @throws UncheckedIOException when an owner cannot be told and faults are strict
   */
  public void changed(String path) {
    UnderStore store = storeOf(path);
    if (store != null) {
      try {
        cache.statuses().forget(withFoldersAbove(store, path), user);
      } catch (IOException untold) {
        throw new UncheckedIOException(untold);
      }
    }
  }

  /** As {@link #changed}, for a path and all below it. */
  public void changedTree(String path) {
    UnderStore store = storeOf(path);
    if (store != null) {
      try {
        Mount mount = mounts.of(path);
        cache.statuses().forgetTree(store.canonicalUri(mount.under(path)), user);
        cache.statuses().forget(withFoldersAbove(store, path), user);
      } catch (IOException untold) {
        throw new UncheckedIOException(untold);
      }
    }
  }

  /** The store of a path whose statuses are shared; null when nobody is to be told. */
  private @Nullable UnderStore storeOf(String path) {
    if (!mounts.has(path)) {
      return null;
    }
    try {
      // A store that was never used has changed nothing.
      UnderStore store = mounts.of(path).storeIfOpen();
      return store != null && areUsedFor(store) ? store : null;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private List<String> withFoldersAbove(UnderStore store, String path) throws IOException {
    Mount mount = mounts.of(path);
    List<String> uris = new ArrayList<>();
    for (String at = path; ; at = at.substring(0, at.lastIndexOf('/'))) {
      uris.add(store.canonicalUri(mount.under(at)));
      if (at.length() <= mount.at().length()) {
        return uris;
      }
    }
  }
}

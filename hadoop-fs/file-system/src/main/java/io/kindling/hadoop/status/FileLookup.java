package io.kindling.hadoop.status;

import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.StatusSource;
import io.kindling.cache.client.Statuses;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.FileStatusEntry.Presence;
import io.kindling.hadoop.config.Freshness;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountTable;
import io.kindling.hadoop.mount.StoreErrors;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile.Asked;
import io.kindling.hadoop.status.KnownFile.Source;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a path below the root is: in the table of this file system, else by its owner, else in
 * its mount. What the mount said is remembered in both places. Any thread.
 */
public final class FileLookup {

  private static final Logger LOG = LoggerFactory.getLogger(FileLookup.class);

  private final MountTable mounts;
  private final StatusTable statuses;
  private final SharedStatuses shared;
  private final BlockCache cache;
  private final FreshnessRule freshness;
  private final Once<KnownFile> once = new Once<>();
  private final StatusRefresher refresher;

  /** A lookup that remembers in the table of its file system and with the owners. */
  public FileLookup(
      MountTable mounts,
      StatusTable statuses,
      SharedStatuses shared,
      BlockCache cache,
      FreshnessRule freshness) {
    this.mounts = mounts;
    this.statuses = statuses;
    this.shared = shared;
    this.cache = cache;
    this.freshness = freshness;
    this.refresher = new StatusRefresher(this::refresh, cache);
  }

  /**
   * What a path is.
   *
   * @param path decoded path of a {@code cache:} URI, not the root
   * @throws FileNotFoundException when there is nothing
   */
  public KnownFile find(String path) throws IOException {
    return find(path, 0);
  }

  /**
   * What a path is, for somebody who is about to read it.
   *
   * @param most bytes of a file whose content may come with the status, see {@link
   *     KnownFile#takeContent}
   */
  public KnownFile find(String path, int most) throws IOException {
    KnownFile known = statuses.find(path);
    if (known == null) {
      return locate(path, most);
    }
    cache.count(Metric.STATUSES_OWN, 1);
    if (freshness.statuses(known.mount()).endsSoon(known.askedNanos(), System.nanoTime())
        && known.startsRefresh()) {
      refresher.start(path, known);
    }
    return known;
  }

  private KnownFile locate(String path, int most) throws IOException {
    Mount mount = mounts.of(path);
    if (statuses.isAbsent(path, freshness.absence(mount))) {
      cache.count(Metric.STATUSES_OWN, 1);
      throw nothingAt(path, mount);
    }
    if (freshness.statuses(mount).asksAlways()) {
      return ask(path);
    }
    KnownFile known = once.get(path, () -> fromOwnerOrStore(path, most));
    // Another thread may have asked before a change that this one has made.
    return statuses.isOutdated(path, known.askedNanos()) ? fromOwnerOrStore(path, most) : known;
  }

  private KnownFile fromOwnerOrStore(String path, int most) throws IOException {
    Mount mount = mounts.of(path);
    UnderStore store = mount.store();
    return shared.areUsedFor(store)
        ? fromOwner(path, mount, store, freshness.statuses(mount), most)
        : ask(path);
  }

  private KnownFile fromOwner(
      String path, Mount mount, UnderStore store, Freshness believed, int most) throws IOException {
    String uri = store.canonicalUri(mount.under(path));
    long ticket = statuses.ticket();
    Question question = new Question(path, uri);
    try {
      Statuses.Status status = shared.open(mount, uri, believed, question, most);
      if (question.isUnasked() && isBelieved(path, mount, status)) {
        return told(path, mount, status, ticket);
      }
      if (question.isUnasked()) {
        // Asks the store, and tells the owner.
        Statuses.Status ignored = shared.open(mount, uri, new Freshness(0), question, 0);
      }
    } catch (NotForOthersException own) {
      LOG.debug("{}", own.getMessage());
    }
    return question.answer(mount);
  }

  private KnownFile told(String path, Mount mount, Statuses.Status status, long ticket)
      throws IOException {
    cache.count(Metric.STATUSES_OWNERS, 1);
    if (status.entry().presence() == Presence.ABSENT) {
      statuses.putAbsent(path, status.askedNanos(), freshness.absence(mount), ticket);
      throw nothingAt(path, mount);
    }
    KnownFile known =
        SharedStatus.restored(path, mount, status.entry(), Asked.at(status.askedNanos()));
    statuses.put(path, known, ticket);
    known.received(status.content());
    return known;
  }

  private boolean isBelieved(String path, Mount mount, Statuses.Status status) {
    if (statuses.isOutdated(path, status.askedNanos())) {
      return false;
    }
    return status.entry().presence() != Presence.ABSENT
        || (freshness.absence(mount).covers(status.askedNanos(), System.nanoTime())
            && SharedStatuses.mayListingBeBelieved(mount, path));
  }

  /**
   * What a path is, by a status that the caller has. One that was made in another JVM is as good as
   * one of ours if it has the etag that fetches are conditional on.
   */
  public KnownFile given(String path, FileStatus status) throws IOException {
    if (status instanceof HasKnownFile known) {
      return known.known();
    }
    KnownFile restored = restored(path, status);
    return restored == null ? find(path) : restored;
  }

  /**
   * What a path is, by a status from any JVM alone; null when that does not prove the content, so
   * that somebody has to be asked.
   */
  public @Nullable KnownFile restored(String path, FileStatus status) throws IOException {
    Mount mount = mounts.of(path);
    UnderStore store = mount.store();
    FileStatus under = store.restored(status, mount.under(path));
    return under == null
        ? null
        : new KnownFile(mount, store, mount.paths().of(path), under, Source.LISTING, Asked.now());
  }

  /** What the under store says of a path now. */
  public KnownFile ask(String path) throws IOException {
    KnownFile known = askStore(path);
    if (shared.areUsedFor(known.store()) && statuses.isLasting(known)) {
      shared.publish(known, known.store().canonicalUri(known.mount().under(path)));
    }
    return known;
  }

  private KnownFile askStore(String path) throws IOException {
    Mount mount = mounts.of(path);
    UnderStore store = mount.store();
    Path under = mount.under(path);
    Path shown = mount.paths().of(path);
    long ticket = statuses.ticket();
    Asked asked = Asked.now();
    cache.count(Metric.STATUSES_STORE, 1);
    FileStatus status;
    try {
      status = store.fileSystem().getFileStatus(under);
    } catch (FileNotFoundException nothing) {
      if (SharedStatuses.mayListingBeBelieved(mount, path)) {
        statuses.putAbsent(path, asked.nanos(), freshness.absence(mount), ticket);
      }
      throw StoreErrors.of(nothing, shown, under, mount);
    } catch (IOException failed) {
      throw StoreErrors.of(failed, shown, under, mount);
    }
    if (isAt(under, status, store)) {
      KnownFile known = new KnownFile(mount, store, shown, status, Source.STATUS, asked);
      statuses.put(path, known, ticket);
      return known;
    }
    // The store followed a link. Who changes the target does not know of it: nothing to remember.
    return new KnownFile(mount, store, shownAt(status, mount, shown), status, Source.STATUS, asked);
  }

  private static Path shownAt(FileStatus status, Mount mount, Path asked) {
    Path own = mount.shown(status.getPath());
    return own == null ? asked : own;
  }

  private static boolean isAt(Path under, FileStatus status, UnderStore store) {
    Path own = status.getPath();
    return own.equals(under) || store.canonicalUri(own).equals(store.canonicalUri(under));
  }

  /** Takes a younger status than the one that is known: from another reader or from the store. */
  private void refresh(String path, KnownFile known) throws IOException {
    Mount mount = known.mount();
    Freshness quarter = new Freshness(freshness.statuses(mount).nanos() / 4);
    try {
      if (shared.areUsedFor(known.store())) {
        fromOwner(path, mount, known.store(), quarter, 0);
      } else {
        askStore(path);
      }
      cache.count(Metric.STATUSES_REFRESHED, 1);
    } catch (FileNotFoundException gone) {
      statuses.drop(path);
    }
  }

  private static FileNotFoundException nothingAt(String path, Mount mount) {
    return new FileNotFoundException(
        "%s: No such file or directory: %s".formatted(mount.paths().of(path), mount.under(path)));
  }

  /** A link as the store shows it, in the paths of this file system. */
  public KnownFile link(String path, FileStatus status) throws IOException {
    Mount mount = mounts.of(path);
    UnderStore store = mount.store();
    Path asked = mount.paths().of(path);
    Path shown = isAt(mount.under(path), status, store) ? asked : shownAt(status, mount, asked);
    return new KnownFile(mount, store, shown, status, Source.LISTING, Asked.now());
  }

  /** Asks the store on behalf of an owner that does not know, and keeps what it said. */
  private final class Question implements StatusSource {

    private final String path;
    private final String uri;
    private final Thread caller = Thread.currentThread();
    private @Nullable KnownFile answer;
    private @Nullable FileNotFoundException nothing;

    Question(String path, String uri) {
      this.path = path;
      this.uri = uri;
    }

    @Override
    public FileStatusEntry ask(String asked) throws IOException {
      try {
        KnownFile known = askStore(path);
        note(known, null);
        FileStatusEntry entry = statuses.isLasting(known) ? SharedStatus.entry(known, uri) : null;
        if (entry == null) {
          throw new NotForOthersException(uri);
        }
        return entry;
      } catch (FileNotFoundException missing) {
        note(null, missing);
        return FileStatusEntry.absent(uri);
      }
    }

    /** A refresh behind the caller's back is none of the caller's business. */
    private void note(@Nullable KnownFile known, @Nullable FileNotFoundException missing) {
      if (Thread.currentThread() == caller) {
        answer = known;
        nothing = missing;
      }
    }

    boolean isUnasked() {
      return answer == null && nothing == null;
    }

    KnownFile answer(Mount mount) throws FileNotFoundException {
      if (answer != null) {
        return answer;
      }
      throw nothing == null ? nothingAt(path, mount) : nothing;
    }
  }

  /** A status that only its reader can use, because it proves too little or has another path. */
  private static final class NotForOthersException extends IOException {
    private static final long serialVersionUID = 1L;

    NotForOthersException(String uri) {
      super("the status of " + uri + " is not shared");
    }
  }
}

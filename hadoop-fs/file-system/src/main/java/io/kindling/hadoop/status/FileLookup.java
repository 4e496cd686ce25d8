package io.kindling.hadoop.status;

import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountTable;
import io.kindling.hadoop.mount.StoreErrors;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile.Asked;
import io.kindling.hadoop.status.KnownFile.Source;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Finds what a path below the root is: in the table of statuses, else in its mount. Any thread. */
public final class FileLookup {

  private final MountTable mounts;
  private final StatusTable statuses;
  private final long settleMillis;

  /**
   * A lookup.
   *
   * @param settleMillis age below which the status of a file without etag is not remembered
   */
  public FileLookup(MountTable mounts, StatusTable statuses, long settleMillis) {
    this.mounts = mounts;
    this.statuses = statuses;
    this.settleMillis = settleMillis;
  }

  /**
   * What a path is.
   *
   * @param path decoded path of a {@code cache:} URI, not the root
   */
  public KnownFile find(String path) throws IOException {
    KnownFile known = statuses.find(path);
    return known == null ? ask(path) : known;
  }

  /**
   * What a path is, by a status that the caller has. One that was made in another JVM is as good as
   * one of ours if it has the etag that fetches are conditional on.
   */
  public KnownFile given(String path, FileStatus status) throws IOException {
    if (status instanceof HasKnownFile known) {
      return known.known();
    }
    Mount mount = mounts.of(path);
    UnderStore store = mount.store();
    FileStatus under = store.restored(status, mount.under(path));
    return under == null
        ? find(path)
        : new KnownFile(mount, store, mount.paths().of(path), under, Source.LISTING, Asked.now());
  }

  /** What the under store says of a path now. */
  public KnownFile ask(String path) throws IOException {
    Mount mount = mounts.of(path);
    UnderStore store = mount.store();
    Path under = mount.under(path);
    Path shown = mount.paths().of(path);
    long ticket = statuses.ticket();
    Asked asked = Asked.now();
    FileStatus status;
    try {
      status = store.fileSystem().getFileStatus(under);
    } catch (IOException failed) {
      throw StoreErrors.of(failed, shown, under, mount);
    }
    KnownFile known = new KnownFile(mount, store, shown, status, Source.STATUS, asked);
    remember(path, known, ticket);
    return known;
  }

  private void remember(String path, KnownFile known, long ticket) {
    if (known.isSettled(settleMillis)) {
      statuses.put(path, known, ticket);
    }
  }

  /**
   * Takes in what a listing shows. To be made before the listing is asked for.
   *
   * @param path what is listed
   */
  public Listed listed(String path) throws IOException {
    Mount mount = mounts.of(path);
    return new Listed(mount, mount.store(), statuses.ticket(), Asked.now());
  }

  /** One listing of a folder. */
  public final class Listed {
    private final Mount mount;
    private final UnderStore store;
    private final long ticket;
    private final Asked asked;

    private Listed(Mount mount, UnderStore store, long ticket, Asked asked) {
      this.mount = mount;
      this.store = store;
      this.ticket = ticket;
      this.asked = asked;
    }

    /** Remembers a status of the under store, which must not be changed any more. */
    public KnownFile take(FileStatus status) throws IOException {
      Path shown = mount.shown(status.getPath());
      if (shown == null) {
        throw new IOException(
            "%s listed %s, which is not below it".formatted(mount.key(), status.getPath()));
      }
      KnownFile known = new KnownFile(mount, store, shown, status, Source.LISTING, asked);
      remember(shown.toUri().getPath(), known, ticket);
      return known;
    }
  }
}

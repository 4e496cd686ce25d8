package io.kindling.hadoop.status;

import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.Statuses;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.hadoop.config.Freshness;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountTable;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile.Asked;
import io.kindling.hadoop.status.KnownFile.Source;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Listings of folders: those that their owners have, and what the store lists, which is remembered
 * in the table of this file system and told to the owners. Any thread.
 */
public final class FolderListings {

  private final MountTable mounts;
  private final StatusTable statuses;
  private final SharedStatuses shared;
  private final BlockCache cache;
  private final FreshnessRule freshness;

  /** Listings that remember in the table of their file system and with the owners. */
  public FolderListings(
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
  }

  /**
   * The listing of a folder as its owner has it.
   *
   * @return null when the store has to be asked
   */
  public @Nullable List<KnownFile> known(String path) throws IOException {
    Mount mount = mounts.of(path);
    UnderStore store = mount.store();
    Freshness believed = freshness.statuses(mount);
    if (believed.asksAlways()
        || !shared.areUsedFor(store)
        || !SharedStatuses.mayListingBeBelieved(mount, path)) {
      return null;
    }
    String uri = store.canonicalUri(mount.under(path));
    long ticket = statuses.ticket();
    Statuses.Listed listed = shared.listing(mount, uri, believed);
    if (listed == null || statuses.isOutdated(path, listed.askedNanos())) {
      return null;
    }
    cache.count(Metric.LISTINGS_OWNERS, 1);
    Asked asked = Asked.at(listed.askedNanos());
    String folder = path.endsWith("/") ? path : path + "/";
    List<KnownFile> files = new ArrayList<>(listed.entries().size());
    for (FileStatusEntry entry : listed.entries()) {
      String child = folder + nameIn(uri, entry.uri());
      KnownFile known = SharedStatus.restored(child, mount, entry, asked);
      statuses.put(child, known, ticket);
      files.add(known);
    }
    return files;
  }

  /** The name of what is in a folder, by the URIs of both. */
  private static String nameIn(String folder, String uri) throws IOException {
    int end = folder.endsWith("/") ? folder.length() - 1 : folder.length();
    if (!uri.startsWith(folder) || uri.length() <= end + 1) {
      throw new IOException("the listing of " + folder + " shows " + uri);
    }
    String name = uri.substring(end + 1);
    return name.indexOf('%') < 0 ? name : URI.create("/" + name).getPath().substring(1);
  }

  /**
   * Takes in what a listing shows. To be made before the listing is asked for.
   *
   * @param path what is listed
   * @param depth whether the listing is of one folder
   */
  public Listed begin(String path, Depth depth) throws IOException {
    Mount mount = mounts.of(path);
    UnderStore store = mount.store();
    // Before the ticket: the first use of the owners empties the table.
    boolean sharing = shared.areUsedFor(store);
    long ticket = statuses.ticket();
    Asked asked = Asked.now();
    cache.count(Metric.LISTINGS_STORE, 1);
    SharedListing gathered = null;
    if (sharing) {
      boolean servable =
          depth == Depth.FOLDER
              && !freshness.statuses(mount).asksAlways()
              && SharedStatuses.mayListingBeBelieved(mount, path);
      String folder = servable ? store.canonicalUri(mount.under(path)) : null;
      gathered = shared.gather(mount, folder, asked.nanos());
    }
    return new Listed(mount, store, asked, ticket, gathered);
  }

  /** What a listing shows. */
  public enum Depth {
    /** What is in a folder. */
    FOLDER,
    /** All files below it. */
    TREE
  }

  /** One listing. One thread. */
  public final class Listed {
    private final Mount mount;
    private final UnderStore store;
    private final Asked asked;
    private final long ticket;
    private final @Nullable SharedListing gathered;
    private ListingOrder order = new ListingOrder();

    private Listed(
        Mount mount, UnderStore store, Asked asked, long ticket, @Nullable SharedListing gathered) {
      this.ticket = ticket;
      this.mount = mount;
      this.store = store;
      this.asked = asked;
      this.gathered = gathered;
    }

    /** Remembers a status of the under store, which must not be changed any more. */
    public KnownFile take(FileStatus status) throws IOException {
      Path shown = mount.shown(status.getPath());
      if (shown == null) {
        throw new IOException(
            "%s listed %s, which is not below it".formatted(mount.key(), status.getPath()));
      }
      KnownFile known = new KnownFile(mount, store, shown, status, Source.LISTING, asked);
      if (known.isFile()) {
        order = order.isFull() ? new ListingOrder() : order;
        known.listedIn(order);
      }
      statuses.put(shown.toUri().getPath(), known, ticket);
      if (gathered != null) {
        String uri = store.canonicalUri(status.getPath());
        gathered.add(SharedStatus.entry(known, uri), statuses.isLasting(known));
      }
      return known;
    }

    /** There is no more: others may be told what was listed. */
    public void end() {
      if (gathered != null) {
        gathered.end();
      }
    }
  }
}

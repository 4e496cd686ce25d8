package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.ListingTable;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.status.StatusTable;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statuses that this JVM keeps as an owner, and who may see them. Safe for any thread. Times of
 * the methods that other JVMs use are those of {@link #table()}.
 */
public final class LocalStatuses implements StatusOwner {

  /** Most blocks that an answer tells about. */
  private static final int MOST_BITS = 1_024;

  /** The part of the memory that listings may take. */
  private static final int LISTINGS_PART = 4;

  private final LocalOwner owner;
  private final BlockStore store;
  private final BlockLayout layout;
  private final Metrics metrics;
  private final GrantTable grants;
  private final StatusTable table;
  private final ListingTable listings;

  LocalStatuses(
      LocalOwner owner,
      BlockLayout layout,
      long bytes,
      String user,
      Duration grantLifetime,
      Metrics metrics) {
    this.owner = owner;
    this.store = owner.store();
    this.layout = layout;
    this.metrics = metrics;
    this.grants = new GrantTable(user, grantLifetime);
    this.listings = new ListingTable(bytes / LISTINGS_PART);
    this.table = new StatusTable(bytes - bytes / LISTINGS_PART, System::nanoTime);
  }

  /** Where the statuses are. */
  public StatusTable table() {
    return table;
  }

  /** The status of a path if it is known, fresh, and may be told to the reader. */
  public StatusTable.@Nullable Known find(String uri, Duration freshness, Reader reader) {
    if (!maySee(uri, reader)) {
      return null;
    }
    StatusTable.Known known = table.get(uri, freshness);
    metrics.increment(known == null ? Metric.STATUSES_UNKNOWN : Metric.STATUSES_ANSWERED);
    return known;
  }

  private boolean maySee(String uri, Reader reader) {
    grants.note(reader, path(uri));
    return grants.allows(reader, path(uri));
  }

  /** Grants are for versions; that of a path stands for all that is known about it. */
  private static VersionKey path(String uri) {
    FileKey key = FileKey.of(uri);
    return new VersionKey(key.high(), key.low());
  }

  /** Which blocks of the file's first group are held. */
  public BitSet held(FileStatusEntry entry) {
    BitSet held = new BitSet();
    if (entry.presence() == FileStatusEntry.Presence.FILE) {
      FileVersion version = entry.version();
      int blocks = Math.min(layout.blocks(entry.length()), layout.blocksPerGroup());
      for (int block = 0; block < Math.min(blocks, MOST_BITS); block++) {
        held.set(block, store.contains(BlockId.of(version.versionKey(), block)));
      }
    }
    return held;
  }

  /**
   * Handles on the first blocks of a file, for as many of {@code count} bytes as are held and may
   * be read by the reader; to be closed by the caller.
   */
  public List<BlockHandle> firstBlocks(FileStatusEntry entry, int count, Reader reader) {
    List<BlockHandle> held = new ArrayList<>(1);
    if (entry.presence() == FileStatusEntry.Presence.FILE && count > 0 && entry.length() > 0) {
      VersionKey version = entry.version().versionKey();
      int last = layout.blockAt(Math.min(count, entry.length()) - 1);
      for (int block = 0; block <= Math.min(last, layout.blocksPerGroup() - 1); block++) {
        BlockHandle handle = store.acquire(BlockId.of(version, block));
        if (handle == null) {
          break;
        }
        held.add(handle);
      }
      if (!held.isEmpty() && !owner.allows(version, reader)) {
        held.forEach(BlockHandle::close);
        held.clear();
      }
    }
    return held;
  }

  /** Takes what another JVM heard from the under store. */
  public void take(FileStatusEntry status, long askedAt, Reader reader) {
    grants.note(reader.proven(), path(status.uri()));
    boolean ignored = table.put(status, askedAt);
  }

  /** Takes a page of a listing. */
  public void take(
      String folder,
      long askedAt,
      int number,
      StatusPage.Position position,
      byte[] page,
      Reader reader) {
    grants.note(reader.proven(), path(folder));
    listings.put(folder, askedAt, number, position, page);
  }

  /** A page of a listing if it is known, fresh, and may be told to the reader. */
  public ListingTable.@Nullable Page page(
      String folder, int number, Duration freshness, Reader reader) {
    return maySee(folder, reader) ? listings.get(folder, number, table.clock(), freshness) : null;
  }

  @Override
  public @Nullable KnownStatus status(
      String uri, Duration freshness, ByteBuffer target, Reader reader) {
    StatusTable.Known known = find(uri, freshness, reader);
    if (known == null) {
      return null;
    }
    List<BlockHandle> first = firstBlocks(known.entry(), target.remaining(), reader);
    try {
      for (BlockHandle handle : first) {
        handle.copyTo(0, target, Math.min(target.remaining(), handle.length()));
      }
    } finally {
      first.forEach(BlockHandle::close);
    }
    long asked = System.nanoTime() - Duration.ofMillis(known.age() + 1).toNanos();
    return new KnownStatus(known.entry(), asked, known.refresh(), held(known.entry()));
  }

  @Override
  public void publish(FileStatusEntry status, long askedNanos, Reader reader) {
    take(status, askedAt(askedNanos), reader);
  }

  private long askedAt(long askedNanos) {
    return table.clock() - Duration.ofNanos(System.nanoTime() - askedNanos).toMillis() - 1;
  }

  @Override
  public void forget(String uri, Reader reader) {
    table.forget(uri);
    listings.forget(uri);
  }

  @Override
  public void publishListing(
      String folder, List<StatusPage> pages, long askedNanos, Reader reader) {
    long askedAt = askedAt(askedNanos);
    for (int number = 0; number < pages.size(); number++) {
      StatusPage page = pages.get(number);
      take(folder, askedAt, number, page.position(), page.bytes(), reader);
    }
  }

  @Override
  public @Nullable StatusPage listing(String folder, int page, Duration freshness, Reader reader)
      throws IOException {
    ListingTable.Page found = page(folder, page, freshness, reader);
    return found == null ? null : StatusPage.read(found.bytes(), found.position());
  }
}

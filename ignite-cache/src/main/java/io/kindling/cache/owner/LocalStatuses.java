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
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
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

  /** How long one waits for the answer that another gets from the under store. */
  private static final Duration PATIENCE = Duration.ofMillis(700);

  /** How long a change waits for those who watch. */
  private static final Duration HEARING = Duration.ofMillis(300);

  private final LocalOwner owner;
  private final BlockStore store;
  private final BlockLayout layout;
  private final Metrics metrics;
  private final GrantTable grants;
  private final StatusTable table;
  private final ListingTable listings;
  private final OpenQuestions questions = new OpenQuestions(PATIENCE);
  private final ChangeFeed feed = new ChangeFeed();

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

  /**
   * The status of a path if it is known, fresh, and may be told to the reader; waits a little when
   * another reader asks the under store for it.
   */
  public StatusTable.@Nullable Known find(String uri, Duration freshness, Reader reader)
      throws IOException {
    StatusTable.Known known = null;
    if (maySee(uri, reader)) {
      known = table.get(uri, freshness);
      if (known == null
          && questions.join(FileKey.of(uri)) == OpenQuestions.Outcome.ANSWERED
          && maySee(uri, reader)) {
        known = table.get(uri, freshness);
      }
    }
    metrics.increment(known == null ? Metric.STATUSES_UNKNOWN : Metric.STATUSES_ANSWERED);
    return known;
  }

  private boolean maySee(String uri, Reader reader) {
    grants.note(reader, path(uri));
    return grants.allows(reader, path(uri)) || grants.allows(reader, listed(folderOf(uri)));
  }

  /** Whether the reader has shown the under store that it may list the folder. */
  private boolean mayList(String folder, Reader reader) {
    grants.note(reader, listed(folder));
    return grants.allows(reader, listed(folder));
  }

  /** Grants are for versions; that of a path stands for all that is known about it. */
  private static VersionKey path(String uri) {
    FileKey key = FileKey.of(uri);
    return new VersionKey(key.high(), key.low());
  }

  /** Stands for what a folder's listing shows. To ask for a folder's own status shows less. */
  private static VersionKey listed(String folder) {
    return path("listing of " + (folder.endsWith("/") ? folder : folder + "/"));
  }

  private static String folderOf(String uri) {
    return uri.substring(0, Math.max(0, uri.lastIndexOf('/', uri.length() - 2)));
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
   * Handles on all blocks of a file of at most {@code most} bytes, when all are held and may be
   * read by the reader; to be closed by the caller. Else none.
   */
  public List<BlockHandle> content(FileStatusEntry entry, int most, Reader reader) {
    List<BlockHandle> held = new ArrayList<>(1);
    if (entry.presence() != FileStatusEntry.Presence.FILE
        || entry.length() == 0
        || entry.length() > Math.min(most, layout.groupSize())) {
      return held;
    }
    VersionKey version = entry.version().versionKey();
    int blocks = layout.blocks(entry.length());
    for (int block = 0; block < blocks; block++) {
      BlockHandle handle = store.acquire(BlockId.of(version, block));
      if (handle == null) {
        break;
      }
      held.add(handle);
    }
    if (held.size() < blocks || !owner.allows(version, reader)) {
      held.forEach(BlockHandle::close);
      held.clear();
    }
    return held;
  }

  /** Takes what another JVM heard from the under store. */
  public void take(FileStatusEntry status, long askedAt, Reader reader) {
    grants.note(reader.proven(), path(status.uri()));
    boolean ignored = table.put(status, askedAt);
    questions.end(FileKey.of(status.uri()));
  }

  /** Takes what a listing showed to another JVM. */
  public void takeListed(StatusPage statuses, long askedAt, Reader reader) {
    Set<String> folders = new HashSet<>();
    for (FileStatusEntry status : statuses.entries()) {
      if (folders.add(folderOf(status.uri()))) {
        grants.note(reader.proven(), listed(folderOf(status.uri())));
      }
      boolean ignored = table.put(status, askedAt);
    }
  }

  /** Takes a page of a listing. */
  public void take(
      String folder,
      long listing,
      long askedAt,
      int number,
      StatusPage.Position position,
      byte[] page,
      Reader reader) {
    grants.note(reader.proven(), listed(folder));
    listings.put(folder, listing, askedAt, number, position, page);
  }

  /** A page of a listing if it is known, fresh, and may be told to the reader. */
  public ListingTable.@Nullable Page page(
      String folder, int number, long listing, Duration freshness, Reader reader) {
    ListingTable.Page page =
        mayList(folder, reader)
            ? listings.get(folder, number, listing, table.clock(), freshness)
            : null;
    metrics.increment(page == null ? Metric.LISTINGS_UNKNOWN : Metric.LISTINGS_ANSWERED);
    return page;
  }

  @Override
  public @Nullable KnownStatus status(String uri, Duration freshness, int most, Reader reader)
      throws IOException {
    StatusTable.Known known = find(uri, freshness, reader);
    if (known == null) {
      return null;
    }
    FileStatusEntry entry = known.entry();
    List<BlockHandle> blocks = content(entry, most, reader);
    ByteBuffer content = null;
    try {
      if (!blocks.isEmpty()) {
        content = ByteBuffer.allocate((int) entry.length());
        for (BlockHandle handle : blocks) {
          handle.copyTo(0, content, handle.length());
        }
        content.flip();
      }
    } finally {
      blocks.forEach(BlockHandle::close);
    }
    return new KnownStatus(entry, nanos(known.age()), known.refresh(), held(entry), content);
  }

  private static long nanos(long ageMillis) {
    return System.nanoTime() - Duration.ofMillis(ageMillis + 1).toNanos();
  }

  @Override
  public void giveUp(String uri, Reader reader) {
    questions.end(FileKey.of(uri));
  }

  @Override
  public void publish(FileStatusEntry status, long askedNanos, Reader reader) {
    take(status, askedAt(askedNanos), reader);
  }

  @Override
  public void publishListed(StatusPage statuses, long askedNanos, Reader reader) {
    takeListed(statuses, askedAt(askedNanos), reader);
  }

  private long askedAt(long askedNanos) {
    return table.clock() - Duration.ofNanos(System.nanoTime() - askedNanos).toMillis() - 1;
  }

  @Override
  public void forget(Collection<String> uris, Reader reader) throws IOException {
    for (String uri : uris) {
      table.forget(uri);
      listings.forget(uri, table.clock());
    }
    metrics.add(Metric.STATUSES_FORGOTTEN, uris.size());
    tellWatchers(uris, ChangeFeed.Scope.PATH, reader);
  }

  @Override
  public void forgetTree(String uri, Reader reader) throws IOException {
    table.forgetTree(uri);
    listings.forgetTree(uri, table.clock());
    metrics.increment(Metric.STATUSES_FORGOTTEN);
    tellWatchers(List.of(uri), ChangeFeed.Scope.TREE, reader);
  }

  private void tellWatchers(Collection<String> uris, ChangeFeed.Scope scope, Reader reader)
      throws IOException {
    try {
      feed.awaitHeard(feed.append(uris, scope, reader.user()), HEARING);
    } catch (InterruptedException interrupted) {
      throw interruptedWhile("telling who watches", interrupted);
    }
  }

  @Override
  public ChangeFeed.Changes changes(long watcher, long known, Duration patience, Reader reader)
      throws IOException {
    ChangeFeed.Watcher who = new ChangeFeed.Watcher(reader.session(), watcher);
    if (patience.isNegative()) {
      feed.stop(who);
      return new ChangeFeed.Changes(known, false, List.of());
    }
    try {
      return feed.since(who, reader.user(), known, patience);
    } catch (InterruptedException interrupted) {
      throw interruptedWhile("watching for changes", interrupted);
    }
  }

  private static IOException interruptedWhile(String what, InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    InterruptedIOException failed = new InterruptedIOException("interrupted while " + what);
    failed.initCause(interrupted);
    return failed;
  }

  /**
   * Drops all that others own now: they are told of its changes, and this node is not, so it must
   * know nothing of it when it is the owner again.
   *
   * @param own whether the first group of a path is this node's
   */
  public void retain(Predicate<FileKey> own) {
    table.retain(own);
    listings.retain(own);
  }

  /** A JVM is gone: nobody waits for it. */
  void sessionEnded(UUID session) {
    feed.sessionEnded(session);
  }

  @Override
  public void publishPage(
      String folder, long listing, int number, StatusPage page, long askedNanos, Reader reader) {
    take(folder, listing, askedAt(askedNanos), number, page.position(), page.bytes(), reader);
  }

  @Override
  public @Nullable ListedPage listing(
      String folder, int page, long listing, Duration freshness, Reader reader) throws IOException {
    ListingTable.Page found = page(folder, page, listing, freshness, reader);
    return found == null
        ? null
        : new ListedPage(
            StatusPage.read(found.bytes(), found.position()),
            found.id(),
            nanos(table.clock() - found.askedAt()));
  }
}

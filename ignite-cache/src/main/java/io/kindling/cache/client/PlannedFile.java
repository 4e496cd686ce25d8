package io.kindling.cache.client;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.block.Strength;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.DamagedBlockException;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.Reader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a read: this JVM's store, else the group's owner, else a fetch of one's own under a
 * lease, else (the cache being at fault) the under store alone.
 */
final class PlannedFile implements CachedFile {

  private static final Logger LOG = LoggerFactory.getLogger(PlannedFile.class);

  /** The owner, and the next best when the owner cannot be asked. */
  private static final int RANKS = 2;

  private final ReadPlanner planner;
  private final UnderStoreFile file;
  private final FileVersion version;
  private final BlockLayout layout;
  private final Metrics metrics;
  private final ReplicaReader replicas;
  private final int fetchSize;
  private final SourceCounts sources;
  private final ReadRights rights;
  private final OwnBlocks own;

  /** Who needs the file of the under store: this until it is closed, and fetches behind callers. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A file that has just been opened.
   *
   * @param content all its bytes, where they were received together with its status
   */
  PlannedFile(ReadPlanner planner, UnderStoreFile file, String user, @Nullable ByteBuffer content) {
    this.planner = planner;
    this.file = file;
    this.version = file.version();
    this.layout = planner.layout();
    this.metrics = planner.counters();
    this.replicas = new ReplicaReader(planner, version);
    this.sources = new SourceCounts(metrics);
    // Blocks of a weak version wait for the check after the fetch, each in a buffer: one at a time.
    this.fetchSize =
        version.strength() == Strength.STRONG ? planner.fetchSize() : layout.blockSize();
    this.rights = new ReadRights(file, new Reader(user, planner.session(), Reader.Proof.NONE));
    this.own = new OwnBlocks(planner, version, rights, sources, content);
  }

  @Override
  public FileVersion version() {
    return version;
  }

  @Override
  public int read(long position, byte[] target, int offset, int count) throws IOException {
    int wanted = wanted(position, count);
    int held = wanted <= 0 ? wanted : readHeld(position, target, offset, wanted);
    if (held < wanted) {
      fill(position + held, ByteBuffer.wrap(target, offset + held, wanted - held));
    }
    return wanted;
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    int wanted = wanted(position, target.remaining());
    if (wanted > 0) {
      int limit = target.limit();
      try {
        fill(position, target.limit(target.position() + wanted));
      } finally {
        target.limit(limit);
      }
    }
    return wanted;
  }

  /** Bytes of a range that are in the file; -1 at or after its end. */
  int wanted(long position, int count) throws EOFException {
    if (position < 0) {
      throw new EOFException("negative position " + position + " in " + version.uri());
    }
    if (count == 0) {
      return 0;
    }
    return position >= version.length() ? -1 : (int) Math.min(count, version.length() - position);
  }

  private void fill(long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      Part part = readOnce(at, target, target.remaining(), FetchWatch.NONE);
      sources.add(part.source(), part.count());
      at += part.count();
    }
  }

  /** Some bytes that were copied, and where from. The bytes are counted by whom they are for. */
  record Part(int count, ReadSource source) {}

  /**
   * Copies at least one byte to the target's position, at most {@code count}, from wherever the
   * first byte is.
   *
   * @param watch follows the fetch if there is one; other than {@link FetchWatch#NONE}, the fetch
   *     is run on the calling thread
   */
  Part readOnce(long position, ByteBuffer target, int count, FetchWatch watch) throws IOException {
    int block = layout.blockAt(position);
    Part part = own.read(block, position, target, count);
    while (part == null) {
      part = readElsewhere(block, position, target, count, watch);
    }
    return part;
  }

  /** As {@link #readOnce} where this JVM does not hold the byte; null to try again. */
  private @Nullable Part readElsewhere(
      int block, long position, ByteBuffer target, int count, FetchWatch watch) throws IOException {
    int group = layout.groupOf(block);
    long end = Math.min(layout.groupSize() * (group + 1L), layout.start(block) + fetchSize);
    int piece = (int) Math.min(count, end - position);
    GroupId groupId = new GroupId(version.fileKey(), group);
    int known = planner.owners().replicas(groupId);
    int helped =
        replicas.readInTurn(groupId, known, block, position, target, piece, rights.reader());
    if (helped > 0) {
      return new Part(helped, ReadSource.PEER);
    }
    for (int rank = 0; rank < RANKS; rank++) {
      BlockOwner owner = planner.owners().owner(groupId, rank);
      if (owner == null) {
        break;
      }
      try {
        return ask(owner, groupId, position, target, piece, watch);
      } catch (OwnerUnavailableException unavailable) {
        planner
            .faults()
            .note(
                Metric.PEER_FAILURES,
                "asking %s for %s at %d".formatted(owner.describe(), version.uri(), position),
                unavailable);
      } catch (DamagedBlockException damaged) {
        planner
            .faults()
            .note(Metric.CHECKSUM_FAILURES, "reading %s".formatted(version.uri()), damaged);
        break;
      }
    }
    helped = replicas.readAny(groupId, RANKS, known, position, target, piece, rights.reader());
    if (helped > 0) {
      return new Part(helped, ReadSource.PEER);
    }
    new Fetch(planner, file, target, position, piece, watch).alone();
    return new Part(piece, ReadSource.UNDER_STORE);
  }

  /** See {@link OwnBlocks#read(long, byte[], int, int)}. */
  int readHeld(long position, byte[] target, int offset, int count) throws IOException {
    return own.read(position, target, offset, count);
  }

  @Override
  public boolean holds(long position, long count) {
    return own.holds(position, count);
  }

  @Override
  public @Nullable PinnedBytes pin(long position, int most) throws IOException {
    int wanted = wanted(position, most);
    return wanted <= 0 ? null : own.pin(position, wanted);
  }

  @Override
  public Brought bring(long position) throws IOException {
    if (holds(position, 1) || position >= version.length()) {
      return Brought.WAS_THERE;
    }
    int block = layout.blockAt(position);
    BlockOwner owner =
        planner.owners().owner(new GroupId(version.fileKey(), layout.groupOf(block)), 0);
    if (owner == null) {
      return Brought.WAS_THERE;
    }
    ByteBuffer one = ByteBuffer.allocate(1);
    while (true) {
      Answer answer;
      try {
        answer =
            owner.read(version.fileKey(), version.versionKey(), position, one, rights.reader());
      } catch (OwnerUnavailableException | DamagedBlockException unavailable) {
        planner.counters().increment(Metric.PEER_FAILURES);
        LOG.debug("{} was not brought to its owner", version.uri(), unavailable);
        return Brought.WAS_THERE;
      }
      if (answer instanceof Answer.Leased leased) {
        Fetch fetch = new Fetch(planner, file, one, position, 1, FetchWatch.NONE);
        int ignored = fetch.under(leased.lease(), owner, rights.reader());
        rights.proven();
        metrics.increment(Metric.BLOCKS_BROUGHT);
        return fetch.handedOver() > 0 ? Brought.FETCHED : Brought.NOT_KEPT;
      }
      if (!(answer instanceof Answer.ProofWanted)) {
        return Brought.WAS_THERE;
      }
      rights.prove();
    }
  }

  @Override
  public SequentialReader sequential(AccessPattern pattern, long end) {
    return new SequentialReader(this, planner, pattern, Math.min(end, version.length()));
  }

  @Override
  public long bytesFrom(ReadSource source) {
    return sources.of(source);
  }

  SourceCounts sources() {
    return sources;
  }

  /** Keeps the file of the under store open until {@link #leaveInBackground}. */
  void enter() {
    int ignored = users.incrementAndGet();
  }

  /**
   * Bytes got from the owner or fetched under its lease; null when the owner is another one now.
   */
  private @Nullable Part ask(
      BlockOwner owner,
      GroupId group,
      long position,
      ByteBuffer target,
      int piece,
      FetchWatch watch)
      throws IOException {
    int limit = target.limit();
    while (true) {
      Answer answer;
      try {
        target.limit(target.position() + piece);
        answer =
            owner.read(version.fileKey(), version.versionKey(), position, target, rights.reader());
      } finally {
        target.limit(limit);
      }
      if (answer instanceof Answer.Data data) {
        planner.owners().learned(group, data.replicas());
        return new Part(data.count(), owner.isLocal() ? ReadSource.MEMORY : ReadSource.PEER);
      }
      if (answer instanceof Answer.Leased leased) {
        Fetch fetch = new Fetch(planner, file, target, position, piece, watch);
        int fetched =
            watch == FetchWatch.NONE
                ? fetch(fetch, leased.lease(), owner)
                : fetch.under(leased.lease(), owner, rights.reader());
        rights.proven();
        return new Part(fetched, ReadSource.UNDER_STORE);
      }
      if (answer instanceof Answer.ProofWanted) {
        rights.prove();
      } else if (answer instanceof Answer.Moved) {
        return null;
      }
    }
  }

  /**
   * Fetches what was leased; when much of it is not wanted here, the caller gets its part first.
   */
  private int fetch(Fetch fetch, Lease lease, BlockOwner owner) throws IOException {
    if (fetch.isWorthAThread(lease)) {
      Reader holder = rights.reader();
      enter();
      Runnable work =
          () -> {
            try {
              fetch.underBehindCaller(lease, owner, holder);
            } finally {
              leaveInBackground();
            }
          };
      if (BackgroundFetches.start(work)) {
        return fetch.await(lease);
      }
      leaveInBackground();
    }
    return fetch.under(lease, owner, rights.reader());
  }

  /** The file at the under store is closed when the last fetch of it has ended. */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      leave();
    }
  }

  private void leave() throws IOException {
    if (users.decrementAndGet() == 0) {
      file.close();
    }
  }

  void leaveInBackground() {
    try {
      leave();
    } catch (IOException unclosed) {
      planner.counters().increment(Metric.BACKGROUND_FAILURES);
      LOG.debug("{} did not close after its last fetch", version.uri(), unclosed);
    }
  }

  @Override
  public String toString() {
    return "CachedFile(" + version.uri() + ")";
  }
}

package io.kindling.cache.client;

import io.kindling.cache.block.BlockId;
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
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.StoreFaultException;
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
  private final @Nullable LocalOwner local;
  private final ReplicaReader replicas;
  private final int fetchSize;
  private final SourceCounts sources;

  /** All bytes of the file, received from its owner together with its status. */
  private final @Nullable ByteBuffer content;

  /** Who needs the file of the under store: this until it is closed, and fetches behind callers. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Reader reader;
  private volatile boolean allowedHere;

  PlannedFile(ReadPlanner planner, UnderStoreFile file, String user, @Nullable ByteBuffer content) {
    this.planner = planner;
    this.file = file;
    this.content = content;
    this.version = file.version();
    this.layout = planner.layout();
    this.metrics = planner.counters();
    this.replicas = new ReplicaReader(planner, version);
    this.sources = new SourceCounts(metrics);
    this.local = planner.owners().local();
    // Blocks of a weak version wait for the check after the fetch, each in a buffer: one at a time.
    this.fetchSize =
        version.strength() == Strength.STRONG ? planner.fetchSize() : layout.blockSize();
    this.reader = new Reader(user, planner.session(), Reader.Proof.NONE);
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
    Part own = readOwn(block, position, target, count);
    while (own == null) {
      own = readElsewhere(block, position, target, count, watch);
    }
    return own;
  }

  /** As {@link #readOnce} where this JVM does not hold the byte; null to try again. */
  private @Nullable Part readElsewhere(
      int block, long position, ByteBuffer target, int count, FetchWatch watch) throws IOException {
    int group = layout.groupOf(block);
    long end = Math.min(layout.groupSize() * (group + 1L), layout.start(block) + fetchSize);
    int piece = (int) Math.min(count, end - position);
    GroupId groupId = new GroupId(version.fileKey(), group);
    int known = planner.owners().replicas(groupId);
    int helped = replicas.readInTurn(groupId, known, block, position, target, piece, reader);
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
    helped = replicas.readAny(groupId, RANKS, known, position, target, piece, reader);
    if (helped > 0) {
      return new Part(helped, ReadSource.PEER);
    }
    new Fetch(planner, file, target, position, piece, watch).alone();
    return new Part(piece, ReadSource.UNDER_STORE);
  }

  /**
   * Copies what this JVM holds from {@code position} on, without a gap.
   *
   * @param count bytes wanted, all within the file
   * @return bytes copied and counted, 0 when the first is not held here
   */
  int readHeld(long position, byte[] target, int offset, int count) throws IOException {
    if (content != null) {
      content.get(content.position() + (int) position, target, offset, count);
      sources.add(ReadSource.PEER, count);
      return count;
    }
    int done = 0;
    while (done < count) {
      int block = layout.blockAt(position + done);
      BlockId id = BlockId.of(version.versionKey(), block);
      try (BlockHandle handle = acquire(id)) {
        if (handle == null || local == null) {
          break;
        }
        int from = (int) (position + done - layout.start(block));
        int part = Math.min(count - done, handle.length() - from);
        handle.copyTo(from, target, offset + done, part);
        local.readHere(id, part);
        sources.add(handle.isInMemory() ? ReadSource.MEMORY : ReadSource.DISK, part);
        done += part;
      } catch (StoreFaultException lost) {
        noteLost(lost);
        break;
      }
    }
    return done;
  }

  /** Bytes copied from what this JVM holds; null when it does not hold the block. */
  private @Nullable Part readOwn(int block, long position, ByteBuffer target, int count)
      throws IOException {
    if (content != null) {
      target.put(target.position(), content, content.position() + (int) position, count);
      target.position(target.position() + count);
      return new Part(count, ReadSource.PEER);
    }
    BlockId id = BlockId.of(version.versionKey(), block);
    try (BlockHandle handle = acquire(id)) {
      if (handle == null || local == null) {
        return null;
      }
      int offset = (int) (position - layout.start(block));
      int copied = Math.min(count, handle.length() - offset);
      handle.copyTo(offset, target, copied);
      local.readHere(id, copied);
      return new Part(copied, handle.isInMemory() ? ReadSource.MEMORY : ReadSource.DISK);
    } catch (StoreFaultException lost) {
      noteLost(lost);
      return null;
    }
  }

  /** A handle on a block in this JVM's store, which this reader may read. */
  private @Nullable BlockHandle acquire(BlockId id) throws IOException {
    if (local == null) {
      return null;
    }
    BlockHandle handle = local.store().acquire(id);
    if (handle != null && !allowedHere) {
      try {
        allowHere(local);
      } catch (IOException | RuntimeException refused) {
        handle.close();
        throw refused;
      }
    }
    return handle;
  }

  private void allowHere(LocalOwner here) throws IOException {
    if (!here.allows(version.versionKey(), reader)) {
      prove();
    }
    allowedHere = true;
  }

  private void noteLost(StoreFaultException lost) throws IOException {
    planner
        .faults()
        .note(
            Metric.DISK_FAULTS,
            "reading " + version.uri() + " from disk",
            new IOException(lost.getMessage(), lost));
  }

  @Override
  public boolean holds(long position, long count) {
    if (position < 0 || count > version.length() - position) {
      return false;
    }
    if (local == null || content != null) {
      return content != null;
    }
    int end = count == 0 ? 0 : layout.blockAt(position + count - 1) + 1;
    for (int block = layout.blockAt(position); block < end; block++) {
      if (!local.store().contains(BlockId.of(version.versionKey(), block))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable PinnedBytes pin(long position, int most) throws IOException {
    int wanted = wanted(position, most);
    if (wanted <= 0) {
      return null;
    }
    int block = layout.blockAt(position);
    BlockHandle handle = acquire(BlockId.of(version.versionKey(), block));
    if (handle == null) {
      return null;
    }
    if (!handle.isInMemory()) {
      handle.close();
      return null;
    }
    int offset = (int) (position - layout.start(block));
    ByteBuffer first = handle.views(offset, Math.min(wanted, handle.length() - offset))[0];
    sources.add(ReadSource.MEMORY, first.remaining());
    return new PinnedBytes(handle, first, version.uri(), metrics);
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
        answer = owner.read(version.fileKey(), version.versionKey(), position, one, reader);
      } catch (OwnerUnavailableException | DamagedBlockException unavailable) {
        planner.counters().increment(Metric.PEER_FAILURES);
        LOG.debug("{} was not brought to its owner", version.uri(), unavailable);
        return Brought.WAS_THERE;
      }
      if (answer instanceof Answer.Leased leased) {
        Fetch fetch = new Fetch(planner, file, one, position, 1, FetchWatch.NONE);
        int ignored = fetch.under(leased.lease(), owner, reader);
        reader = reader.proven();
        metrics.increment(Metric.BLOCKS_BROUGHT);
        return fetch.handedOver() > 0 ? Brought.FETCHED : Brought.NOT_KEPT;
      }
      if (!(answer instanceof Answer.ProofWanted)) {
        return Brought.WAS_THERE;
      }
      prove();
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
        answer = owner.read(version.fileKey(), version.versionKey(), position, target, reader);
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
                : fetch.under(leased.lease(), owner, reader);
        reader = reader.proven();
        return new Part(fetched, ReadSource.UNDER_STORE);
      }
      if (answer instanceof Answer.ProofWanted) {
        prove();
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
      Reader holder = reader;
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
    return fetch.under(lease, owner, reader);
  }

  private void prove() throws IOException {
    file.checkReadable();
    reader = reader.proven();
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

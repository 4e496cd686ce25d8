package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.ChecksumException;
import io.kindling.cache.store.StoreFaultException;
import io.kindling.cache.store.StoreFullException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The owner in this JVM: a block store, its leases and its grants. Safe for any thread. */
public final class LocalOwner implements BlockOwner {

  private static final Logger LOG = LoggerFactory.getLogger(LocalOwner.class);

  /** How long a read waits for another's fetch before its caller is asked to come again. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final BlockStore store;
  private final BlockLayout layout;
  private final Metrics metrics;
  private final Duration patience;
  private final LeaseTable leases;
  private final ArrivingBlocks arriving;
  private final GrantTable grants;
  private final KnownVersions versions = new KnownVersions();
  private final MovingBlocks moving;
  private final HotFolders hot;
  private final LocalPacks packs;
  private final LocalStatuses statuses;
  private volatile FormerOwners former = FormerOwners.NONE;
  private volatile GroupWatch watch = GroupWatch.NONE;

  /**
   * An owner over a store, which stays the caller's to close.
   *
   * @param user whose process this is
   * @param leaseTimeout after which a lease without progress can be taken by the next reader
   * @param grantLifetime how long a proven right to read is believed
   * @param statusBytes most memory for statuses of files
   */
  public LocalOwner(
      BlockStore store,
      BlockLayout layout,
      String user,
      Duration leaseTimeout,
      Duration grantLifetime,
      long statusBytes,
      Metrics metrics) {
    this(
        store,
        layout,
        user,
        leaseTimeout,
        grantLifetime,
        statusBytes,
        metrics,
        System::nanoTime,
        PATIENCE);
  }

  /** As above, with a clock for the leases, and a limit of a read's wait for another's fetch. */
  LocalOwner(
      BlockStore store,
      BlockLayout layout,
      String user,
      Duration leaseTimeout,
      Duration grantLifetime,
      long statusBytes,
      Metrics metrics,
      LongSupplier nanoClock,
      Duration patience) {
    this.patience = patience;
    this.store = store;
    this.layout = layout;
    this.metrics = metrics;
    this.leases = new LeaseTable(leaseTimeout, nanoClock, metrics, this::leaseEnded);
    this.arriving = new ArrivingBlocks(store, leases, this::came, metrics);
    this.grants = new GrantTable(user, grantLifetime);
    this.moving = new MovingBlocks(store, layout, leases, versions, grants, this::came, metrics);
    this.hot = new HotFolders(version -> moving.origin(version).uri());
    this.packs =
        new LocalPacks(
            store, layout, leases, grants, versions, () -> former, patience, this::came, metrics);
    this.statuses = new LocalStatuses(this, layout, statusBytes, user, grantLifetime, metrics);
  }

  /** The blocks this owner holds. */
  public BlockStore store() {
    return store;
  }

  @Override
  public LocalStatuses statuses() {
    return statuses;
  }

  @Override
  public LocalPacks packs() {
    return packs;
  }

  LeaseTable leases() {
    return leases;
  }

  /** Whom to ask for missing blocks before a reader is sent to the under store. */
  public void askFirst(FormerOwners owners) {
    former = owners;
  }

  /** Who is told what comes here and what is read from here. */
  public void watch(GroupWatch next) {
    watch = next;
  }

  private void came(BlockId block) {
    watch.came(block);
  }

  /** Which folders are read most from here. */
  public HotFolders hotFolders() {
    return hot;
  }

  /** As {@link GroupWatch#served}. */
  public int served(BlockId first, long bytes) {
    hot.read(first.high(), first.low(), bytes);
    return watch.served(first, bytes);
  }

  /** As {@link GroupWatch#readHere}. */
  public void readHere(BlockId block, long bytes) {
    hot.read(block.high(), block.low(), bytes);
    watch.readHere(block, bytes);
  }

  /** The blocks that come from other storage nodes or go to them. */
  public MovingBlocks moving() {
    return moving;
  }

  /** Whether the reader may have bytes of the version that are held here. */
  public boolean allows(VersionKey version, Reader reader) {
    grants.note(reader, version);
    boolean allowed = grants.allows(reader, version);
    if (!allowed) {
      metrics.increment(Metric.GRANTS_REFUSED);
    }
    return allowed;
  }

  @Override
  public Answer read(
      FileKey file, VersionKey version, long position, ByteBuffer target, Reader reader)
      throws IOException {
    List<BlockHandle> held = new ArrayList<>(1);
    Answer refusal = find(file, version, position, target.remaining(), reader, held);
    if (refusal instanceof Answer.Arriving come) {
      return copy(come.bytes(), (int) (position % layout.blockSize()), target);
    }
    if (refusal != null) {
      return refusal;
    }
    return copy(held, position, target, Answer.busy());
  }

  /**
   * Copies what is held, and closes the handles.
   *
   * @param otherwise the answer when the disk has lost it
   */
  private Answer copy(List<BlockHandle> held, long position, ByteBuffer target, Answer otherwise) {
    int start = target.position();
    try {
      for (BlockHandle handle : held) {
        int offset = (int) ((position + target.position() - start) % layout.blockSize());
        handle.copyTo(offset, target, Math.min(target.remaining(), handle.length() - offset));
      }
      return new Answer.Data(target.position() - start);
    } catch (StoreFaultException lost) {
      metrics.increment(Metric.DISK_FAULTS);
      target.position(start);
      return otherwise;
    } finally {
      held.forEach(BlockHandle::close);
    }
  }

  private static Answer copy(ArrivingBytes bytes, int offset, ByteBuffer target) {
    try (bytes) {
      int count = Math.min(target.remaining(), bytes.length() - offset);
      for (ByteBuffer view : bytes.views(offset, count)) {
        target.put(view);
      }
      return new Answer.Data(count);
    }
  }

  /**
   * Finds the blocks of a range that are held and follow each other from its start.
   *
   * @param held takes a handle for each, to be closed by the caller
   * @return null when there is at least one, else what to answer instead
   */
  public @Nullable Answer find(
      FileKey file,
      VersionKey version,
      long position,
      int count,
      Reader reader,
      List<BlockHandle> held)
      throws IOException {
    int first = layout.blockAt(position);
    int end = layout.blockAt(position + count - 1) + 1;
    BlockHandle handle = store.acquire(BlockId.of(version, first));
    if (handle == null) {
      int offset = (int) (position % layout.blockSize());
      Answer instead = lease(file, version, first, end, offset, offset + count, reader);
      if (instead != null) {
        return instead;
      }
      handle = store.acquire(BlockId.of(version, first));
      if (handle == null) {
        return Answer.busy();
      }
    }
    held.add(handle);
    if (!allows(version, reader)) {
      handle.close();
      held.clear();
      return Answer.proofWanted();
    }
    addHeld(version, first + 1, end, held);
    return null;
  }

  private void addHeld(VersionKey version, int first, int end, List<BlockHandle> held) {
    for (int block = first; block < end; block++) {
      BlockHandle handle = store.acquire(BlockId.of(version, block));
      if (handle == null) {
        return;
      }
      held.add(handle);
    }
  }

  /**
   * Finds the blocks of a range that are held here for another owner and follow each other from its
   * start.
   *
   * @return handles to be closed by the caller; none when the first block is not held, or the
   *     reader's right is not known here: the owner knows more
   */
  public List<BlockHandle> findReplicas(
      VersionKey version, long position, int count, Reader reader) {
    List<BlockHandle> held = new ArrayList<>(1);
    if (allows(version, reader)) {
      int end = layout.blockAt(position + count - 1) + 1;
      addHeld(version, layout.blockAt(position), end, held);
    }
    return held;
  }

  @Override
  public Answer readReplica(VersionKey version, long position, ByteBuffer target, Reader reader) {
    List<BlockHandle> held = findReplicas(version, position, target.remaining(), reader);
    return held.isEmpty() ? Answer.missing() : copy(held, position, target, Answer.missing());
  }

  /**
   * A lease on a missing block, or a wait for its holder; null when the block may be there now.
   *
   * @param offset where the range starts in the first block
   * @param enough where it ends there, or beyond
   */
  private @Nullable Answer lease(
      FileKey file, VersionKey version, int first, int end, int offset, int enough, Reader reader)
      throws IOException {
    BlockId id = BlockId.of(version, first);
    Lease lease =
        leases.request(version, first, end, reader.session(), block -> !store.contains(block));
    if (lease == null) {
      try {
        arriving.await(id, offset + 1, Math.min(enough, layout.blockSize()), patience);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while another reader fetched " + id);
      }
      return arrived(id, offset, reader);
    }
    if (store.contains(id)) {
      leases.abandon(lease.token());
      return null;
    }
    if (former.bring(file, id, lease.token())) {
      leases.abandon(lease.token());
      return null;
    }
    return new Answer.Leased(lease);
  }

  /** What has come of a block that is not complete, for a reader that may have it. */
  private @Nullable Answer arrived(BlockId id, int offset, Reader reader) {
    ArrivingBytes bytes = arriving.hold(id, offset);
    if (bytes == null) {
      return null;
    }
    if (!allows(new VersionKey(id.high(), id.low()), reader)) {
      bytes.close();
      return Answer.proofWanted();
    }
    metrics.increment(Metric.ARRIVING_READS);
    return new Answer.Arriving(bytes);
  }

  private void leaseEnded(Lease lease) {
    arriving.dropAll(lease);
  }

  @Override
  public @Nullable BlockReceiver receive(
      Lease lease, int block, int length, BlockOrigin origin, Arrival arrival, Reader reader)
      throws StoreFullException {
    versions.note(lease.block(block), origin);
    ArrivingBlock begun = begin(lease.token(), lease.block(block), length, origin);
    return begun == null || !begun.tryWrite()
        ? null
        : new StoreReceiver(arriving, grants, begun, arrival, reader);
  }

  /**
   * Begins a block under a lease. One that finds no room leaves the lease: who waits for it fetches
   * for itself, and the other blocks of the run go on.
   */
  private @Nullable ArrivingBlock begin(long token, BlockId id, int length, BlockOrigin origin)
      throws StoreFullException {
    try {
      return arriving.begin(token, id, length, origin);
    } catch (StoreFullException full) {
      leases.complete(token, id);
      throw full;
    }
  }

  /**
   * Takes a piece of a block that another JVM hands over under a lease. The last piece completes
   * the block.
   *
   * @param payload the bytes of the piece; what is left of them afterwards is to be skipped
   * @return null when it was taken, also when it had been taken before, else why not
   */
  public @Nullable String take(
      BlockPiece piece, BlockOrigin origin, ReadableByteChannel payload, Reader reader)
      throws IOException {
    ArrivingBlock block;
    if (piece.offset() == 0) {
      versions.note(piece.block(), origin);
    }
    try {
      block =
          piece.offset() == 0
              ? begin(piece.token(), piece.block(), piece.length(), origin)
              : arriving.find(piece.token(), piece.block());
    } catch (StoreFullException full) {
      return full.getMessage();
    }
    if (block == null) {
      return "the lease was taken back";
    }
    String refusal = arriving.take(piece, block, payload);
    if (refusal == null && piece.end() == piece.length() && block.tryWrite()) {
      try {
        // Before others see the block: the next to come may be the same user's.
        grants.note(reader.proven(), new VersionKey(piece.block().high(), piece.block().low()));
        if (!arriving.publish(block)) {
          return "the lease was taken back";
        }
      } finally {
        block.endWrite();
      }
    }
    return refusal;
  }

  /**
   * Looks whether a block that came damaged to a reader is damaged here, and drops it if so.
   *
   * @return whether it was dropped
   */
  public boolean inspect(BlockId id) {
    try (BlockHandle handle = store.acquire(id)) {
      if (handle != null) {
        handle.verify();
      }
      return false;
    } catch (ChecksumException damaged) {
      metrics.increment(Metric.CHECKSUM_FAILURES);
      LOG.warn("block {} was damaged in memory and is dropped: {}", id, damaged.getMessage());
      return store.remove(id);
    }
  }

  @Override
  public void progress(Lease lease) {
    leases.progress(lease.token());
  }

  /** As {@link #progress(Lease)}. */
  public void progress(long token) {
    leases.progress(token);
  }

  @Override
  public void abandon(Lease lease) {
    leases.abandon(lease.token());
  }

  /** As {@link #abandon(Lease)}. */
  public void abandon(long token) {
    leases.abandon(token);
  }

  /** A JVM is gone: its leases end. */
  public void sessionEnded(UUID session) {
    leases.abandonAll(session);
    statuses.sessionEnded(session);
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public String describe() {
    return "this JVM";
  }
}

package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.BitSet;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The owner in this JVM: a block store, its leases and its grants. Safe for any thread. */
public final class LocalOwner implements BlockOwner {

  /** How long a read waits for another's fetch before its caller is asked to come again. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final BlockStore store;
  private final LeaseTable leases;
  private final ArrivingBlocks arriving;
  private final LocalBlocks blocks;
  private final BlockIntake intake;
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
    this.store = store;
    this.leases = new LeaseTable(leaseTimeout, nanoClock, metrics, this::leaseEnded);
    this.arriving = new ArrivingBlocks(store, leases, this::came, metrics);
    GrantTable grants = new GrantTable(user, grantLifetime);
    KnownVersions versions = new KnownVersions();
    this.blocks =
        new LocalBlocks(store, layout, leases, arriving, grants, () -> former, patience, metrics);
    this.intake = new BlockIntake(leases, arriving, grants, versions);
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

  /** The blocks of files, for those who serve them to other JVMs. */
  public LocalBlocks blocks() {
    return blocks;
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
    return blocks.allows(version, reader);
  }

  @Override
  public Answer read(
      FileKey file, VersionKey version, long position, ByteBuffer target, Reader reader)
      throws IOException {
    return blocks.read(file, version, position, target, reader);
  }

  @Override
  public Answer readReplica(VersionKey version, long position, ByteBuffer target, Reader reader) {
    return blocks.readReplica(version, position, target, reader);
  }

  @Override
  public BitSet holds(VersionKey version, int first, int count) {
    BitSet held = new BitSet();
    for (int block = first; block < first + count; block++) {
      held.set(block, store.contains(BlockId.of(version, block)));
    }
    return held;
  }

  private void leaseEnded(Lease lease) {
    arriving.dropAll(lease);
  }

  @Override
  public @Nullable BlockReceiver receive(
      Lease lease, int block, int length, BlockOrigin origin, Arrival arrival, Reader reader)
      throws StoreFullException {
    return intake.receive(lease, block, length, origin, arrival, reader);
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
    return intake.take(piece, origin, payload, reader);
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

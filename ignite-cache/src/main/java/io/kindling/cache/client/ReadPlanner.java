package io.kindling.cache.client;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.placement.StorageNodeInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The {@link BlockCache} of a JVM, over whatever {@link Owners} it has. */
public final class ReadPlanner implements BlockCache {

  private static final Duration WATCH_LIMIT = Duration.ofSeconds(1);

  private final Owners owners;
  private final BlockLayout layout;
  private final Metrics metrics;
  private final FaultLog faults;
  private final Statuses statuses = new OwnerStatuses(this);
  private final Packs packs = new OwnerPacks(this);
  private final UUID session;
  private final int fetchSize;
  private final long progressNanos;
  private final Duration watchPatience;
  private final BufferBudget buffers;
  private final long readAheadSize;
  private final int readAheadRequests;

  /**
   * A planner.
   *
   * @param session names this JVM to the owners
   * @param buffers of the process
   */
  public ReadPlanner(
      Owners owners,
      BlockLayout layout,
      Metrics metrics,
      UUID session,
      Settings settings,
      BufferBudget buffers) {
    this.buffers = buffers;
    this.readAheadSize = settings.get(CacheOptions.READ_AHEAD_SIZE);
    this.readAheadRequests = settings.get(CacheOptions.READ_AHEAD_REQUESTS);
    this.owners = owners;
    this.layout = layout;
    this.metrics = metrics;
    this.session = session;
    this.faults = new FaultLog(settings.get(CacheOptions.FAULTS), metrics);
    this.fetchSize =
        (int)
            Math.min(Math.max(settings.get(CacheOptions.FETCH_SIZE), layout.blockSize()), 1L << 30);
    Duration half = settings.get(CacheOptions.PEER_TIMEOUT).dividedBy(2);
    this.watchPatience = half.compareTo(WATCH_LIMIT) < 0 ? half : WATCH_LIMIT;
    this.progressNanos = settings.get(CacheOptions.LEASE_TIMEOUT).toNanos() / 4;
  }

  @Override
  public BlockLayout layout() {
    return layout;
  }

  @Override
  public CachedFile open(UnderStoreFile file, String user) {
    return open(file, user, null);
  }

  @Override
  public CachedFile open(UnderStoreFile file, String user, @Nullable ByteBuffer content) {
    return new PlannedFile(this, file, user, content);
  }

  @Override
  public void deposit(UnderStoreFile written, String user) throws IOException {
    new Deposit(this, written, user).run();
  }

  @Override
  public void notDeposited(String uri, String why) {
    faults.skipped(
        Metric.WRITES_NOT_KEPT, "what was written to %s is not cached: %s".formatted(uri, why));
  }

  @Override
  public @Nullable StorageNodeInfo owner(FileKey file, int group) {
    return owners.node(new GroupId(file, group));
  }

  @Override
  public Packs packs() {
    return packs;
  }

  @Override
  public List<StorageNodeInfo> holders(FileVersion version, int group) {
    return owners.nodes(new GroupId(version.fileKey(), group), version.uri());
  }

  @Override
  public long held(FileVersion version, long position, long count) throws IOException {
    return new HeldRange(this, version).bytes(position, count);
  }

  @Override
  public Statuses statuses() {
    return statuses;
  }

  @Override
  public void count(Metric metric, long amount) {
    metrics.add(metric, amount);
  }

  @Override
  public MetricsSnapshot metrics() {
    return metrics.snapshot();
  }

  @Override
  public BufferBudget buffers() {
    return buffers;
  }

  /** Bytes that one stream reads ahead at most; 0 when it does not. */
  long readAheadSize() {
    return readAheadRequests == 0 ? 0 : readAheadSize;
  }

  /** Requests that one stream keeps in flight at most when it reads ahead. */
  int readAheadRequests() {
    return readAheadRequests;
  }

  Owners owners() {
    return owners;
  }

  Metrics counters() {
    return metrics;
  }

  FaultLog faults() {
    return faults;
  }

  UUID session() {
    return session;
  }

  /** How long an owner waits for something to tell to who watches; it is no silence yet. */
  Duration watchPatience() {
    return watchPatience;
  }

  /** Bytes that one request asks of the under store at most, at least a block. */
  int fetchSize() {
    return fetchSize;
  }

  /** How often the owner hears that a long fetch still makes progress. */
  long progressNanos() {
    return progressNanos;
  }
}

package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.ChecksumException;
import io.kindling.cache.store.StoreFullException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The side of an owner that other storage nodes use, when blocks change hands because the owner
 * table has changed. Safe for any thread.
 */
public final class MovingBlocks {

  private final BlockStore store;
  private final LeaseTable leases;
  private final KnownVersions versions;
  private final Metrics metrics;

  MovingBlocks(BlockStore store, LeaseTable leases, KnownVersions versions, Metrics metrics) {
    this.store = store;
    this.leases = leases;
    this.versions = versions;
    this.metrics = metrics;
  }

  /**
   * A file of which blocks came here.
   *
   * @param last the highest number among them; some may be gone
   */
  public record HeldFile(VersionKey version, BlockOrigin origin, int last) {}

  /** The files of the blocks that came here, as far as they are remembered. */
  public List<HeldFile> files() {
    return versions.files();
  }

  /** The file of a version whose blocks came here; {@link BlockOrigin#UNKNOWN} when forgotten. */
  public BlockOrigin origin(VersionKey version) {
    BlockOrigin known = versions.origin(version);
    return known == null ? BlockOrigin.UNKNOWN : known;
  }

  /**
   * Room for a block that its owner hands over because it leaves; null when the block is held.
   *
   * @throws StoreFullException when no room can be made
   */
  public @Nullable BlockWriter inherit(BlockId id, int length, BlockOrigin origin)
      throws StoreFullException {
    if (store.contains(id)) {
      return null;
    }
    versions.note(id, origin);
    return store.reserve(id, length, origin);
  }

  /**
   * Room for a block that another JVM hands over under a lease; null when the lease was taken back.
   */
  public @Nullable BlockWriter open(long token, BlockId id, int length, BlockOrigin origin)
      throws StoreFullException {
    if (!leases.covers(token, id)) {
      metrics.increment(Metric.FENCED_PUTS);
      return null;
    }
    leases.progress(token);
    versions.note(id, origin);
    return store.reserve(id, length, origin);
  }

  /**
   * Publishes a block that came from another owner under a lease. It earns nobody a grant.
   *
   * @return false when the lease was taken back meanwhile; the block is dropped then
   */
  public boolean adopt(long token, BlockId id, BlockWriter writer, int checksum)
      throws ChecksumException {
    if (!leases.covers(token, id)) {
      metrics.increment(Metric.FENCED_PUTS);
      return false;
    }
    writer.publish(checksum).close();
    leases.complete(token, id);
    return true;
  }
}

package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.ChecksumException;
import io.kindling.cache.store.StoreFullException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The side of an owner that other storage nodes use, when blocks change hands because the owner
 * table has changed. Safe for any thread.
 */
public final class MovingBlocks {

  private final BlockStore store;
  private final BlockLayout layout;
  private final LeaseTable leases;
  private final KnownVersions versions;
  private final GrantTable grants;
  private final Consumer<BlockId> came;
  private final Metrics metrics;

  MovingBlocks(
      BlockStore store,
      BlockLayout layout,
      LeaseTable leases,
      KnownVersions versions,
      GrantTable grants,
      Consumer<BlockId> came,
      Metrics metrics) {
    this.store = store;
    this.layout = layout;
    this.leases = leases;
    this.versions = versions;
    this.grants = grants;
    this.came = came;
    this.metrics = metrics;
  }

  /**
   * A file of which blocks may be held.
   *
   * @param last the highest number that one of them may have
   */
  public record HeldFile(VersionKey version, BlockOrigin origin, int last) {}

  /**
   * Shows the files of which blocks may be held: those that came here, as far as they are
   * remembered, and those that an earlier process left.
   *
   * @throws IOException when the names of the latter cannot be read, or from the visitor
   */
  public void forEachFile(FileVisitor visitor) throws IOException {
    Set<VersionKey> shown = new HashSet<>();
    for (HeldFile file : versions.files()) {
      shown.add(file.version());
      visitor.visit(whole(file));
    }
    store.forEachFile(
        (version, origin) -> {
          if (shown.add(version)) {
            visitor.visit(whole(new HeldFile(version, origin, 0)));
          }
        });
  }

  /** Any block of the file may be held, not only those that came since this process began. */
  private HeldFile whole(HeldFile file) {
    long length = file.origin().fileLength();
    int last = length > 0 ? layout.blocks(length) - 1 : 0;
    if (file.version().isDerived()) {
      last = (layout.groupOf(last) + 1) * layout.blocksPerGroup() - 1;
    }
    return new HeldFile(file.version(), file.origin(), Math.max(last, file.last()));
  }

  /** Is shown files. */
  @FunctionalInterface
  public interface FileVisitor {
    /** A file whose blocks may be held. */
    void visit(HeldFile file) throws IOException;
  }

  /**
   * Notes the files that an earlier process left, so far as there is room, so that {@link #origin}
   * tells them.
   *
   * @throws IOException when their names cannot be read
   */
  public void recall() throws IOException {
    store.forEachFile((version, origin) -> versions.note(BlockId.of(version, 0), origin));
  }

  /** The file of a version whose blocks came here; {@link BlockOrigin#UNKNOWN} when forgotten. */
  public BlockOrigin origin(VersionKey version) {
    BlockOrigin known = versions.origin(version);
    return known == null ? BlockOrigin.UNKNOWN : known;
  }

  /** What another node has to know that is given a block from here. */
  public MovedBlock describe(BlockId id, BlockOrigin origin, BlockHandle handle) {
    return new MovedBlock(
        id,
        handle.length(),
        handle.checksum(),
        handle.age(),
        origin,
        grants.of(new VersionKey(id.high(), id.low())));
  }

  /**
   * Room for a block that its owner hands over because it leaves; null when the block is held.
   *
   * @throws StoreFullException when no room can be made
   */
  public @Nullable BlockWriter inherit(MovedBlock block) throws StoreFullException {
    grants.take(block.version(), block.grants());
    return store.contains(block.id()) ? null : reserve(block);
  }

  /**
   * Room for a block that another JVM hands over under a lease; null when the lease was taken back.
   */
  public @Nullable BlockWriter open(long token, MovedBlock block) throws StoreFullException {
    if (!leases.covers(token, block.id())) {
      metrics.increment(Metric.FENCED_PUTS);
      return null;
    }
    leases.progress(token);
    grants.take(block.version(), block.grants());
    return reserve(block);
  }

  private BlockWriter reserve(MovedBlock block) throws StoreFullException {
    versions.note(block.id(), block.origin());
    return store.reserveMoved(block.id(), block.length(), block.origin(), block.age());
  }

  /** A block that was {@link #inherit}ed is published. */
  public void inherited(BlockId id) {
    came.accept(id);
  }

  /**
   * Publishes a block that came from another owner under a lease. Nobody earns a grant by it.
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
    came.accept(id);
    return true;
  }
}

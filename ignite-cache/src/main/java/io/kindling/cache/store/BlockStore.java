package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.policy.PathPolicies;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that one JVM holds. Safe for use by any number of threads.
 *
 * <p>A block is immutable once published. Whoever reads holds a {@link BlockHandle}; as long as one
 * is open, the bytes under it are not reused, even when the block was evicted or removed meanwhile.
 */
public interface BlockStore extends AutoCloseable {

  /** A counted handle on a block, to be closed by the caller; null when the block is not held. */
  @Nullable BlockHandle acquire(BlockId id);

  /** True when the block is held now. Does not count as a use. */
  boolean contains(BlockId id);

  /**
   * Reserves room for a block, evicting others where needed. The block becomes visible when the
   * writer publishes it.
   *
   * @param length bytes of the block, above 0
   * @param origin the file that the block is of
   * @throws StoreFullException when no room can be made, because everything is in use or the block
   *     is larger than the store
   */
  BlockWriter reserve(BlockId id, int length, BlockOrigin origin) throws StoreFullException;

  /**
   * As {@link #reserve(BlockId, int, BlockOrigin)}, for a block that another node has let in
   * before: its path's admission is not asked again, and its time to live goes on.
   *
   * @param age seconds since the block was first stored there
   */
  default BlockWriter reserveMoved(BlockId id, int length, BlockOrigin origin, int age)
      throws StoreFullException {
    return reserve(id, length, origin);
  }

  /** As the other, for a block whose file is not known. */
  default BlockWriter reserve(BlockId id, int length) throws StoreFullException {
    return reserve(id, length, BlockOrigin.UNKNOWN);
  }

  /** Drops a block; readers that hold it finish undisturbed. False when it was not held. */
  boolean remove(BlockId id);

  /**
   * Has a block leave before all others that may leave, because nobody is expected to need it any
   * more. Being read again, it is a block like any other; pinned, it stays. Nothing happens when it
   * is not held. For a store without an order of leaving this means nothing.
   */
  default void leaveFirst(BlockId id) {}

  /** Bytes that may be held. */
  long capacity();

  /** Bytes of capacity taken now by blocks and reservations, rounding included. */
  long used();

  /** Handles that are not closed yet. Exact when no other thread uses the store. */
  long openHandles();

  /**
   * Replaces the settings of all paths. They hold for what is kept already, except for admission. A
   * store that outlives its process keeps them; whoever replicates them in a cluster calls this on
   * every node.
   */
  default void apply(PathPolicies policies) {
    throw new UnsupportedOperationException("this store has one policy for all paths");
  }

  /** The settings of all paths. */
  default PathPolicies policies() {
    return PathPolicies.NONE;
  }

  /**
   * Shows the files whose blocks may be held, as far as the store keeps their names over restarts:
   * each at least once, also some that are gone.
   *
   * @throws IOException when they cannot be read, or from the visitor
   */
  default void forEachFile(FileVisitor visitor) throws IOException {}

  /** The tiers, the fastest first. */
  default List<TierUse> tiers() {
    return List.of(new TierUse(TierUse.MEMORY, capacity(), used(), 0));
  }

  /**
   * Drops all that is held of a path, whatever its version; readers that hold it finish
   * undisturbed. Takes time by the number of all blocks held, some 50 ns for each.
   *
   * @param path canonical URI of a file, or of a folder with its closing slash
   */
  default Freed free(String path, Freed.Pinned pinned) {
    throw new UnsupportedOperationException("this store does not know paths");
  }

  /**
   * What is held of a path, each block counted once. Takes time as {@link #free}.
   *
   * @param path canonical URI of a file, or of a folder with its closing slash
   * @return by the name of each folder in it, with its closing slash, what is held below that; and
   *     by the empty name what is held of its own files
   */
  default Map<String, HeldBytes> heldBelow(String path) {
    throw new UnsupportedOperationException("this store does not know paths");
  }

  /** Which folders' blocks left lately, the last to leave at the end of each tier's. */
  default List<Departure> departures() {
    return List.of();
  }

  /** How often reads would find their blocks in stores of other sizes. */
  default WorkingSetEstimate workingSet() {
    return new WorkingSetEstimate(0, List.of());
  }

  /** Frees everything. Open handles stay readable until they are closed. */
  @Override
  void close();

  /** Is shown files. */
  @FunctionalInterface
  interface FileVisitor {
    /** A version and its file. */
    void visit(VersionKey version, BlockOrigin origin) throws IOException;
  }
}

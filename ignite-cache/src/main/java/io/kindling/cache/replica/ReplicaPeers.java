package io.kindling.cache.replica;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.BlockHandle;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * What replication asks of other storage nodes. An exception says that the node cannot be asked.
 */
public interface ReplicaPeers {

  /** Gives a node a replica of a block. */
  Taken give(StorageNodeInfo node, BlockId block, BlockOrigin origin, BlockHandle handle)
      throws IOException;

  /**
   * Asks which blocks of a version a node holds.
   *
   * @param first number of the first block that is asked about
   * @return bits by block number
   */
  BitSet holds(StorageNodeInfo node, VersionKey version, int first, int count) throws IOException;

  /**
   * Asks how much a node reads and serves of replicas, which at the same time tells it that they
   * are wanted still.
   *
   * @return bytes a second, in the order of the groups
   */
  double[] rates(StorageNodeInfo node, List<HeldGroup> groups) throws IOException;

  /** Tells a node that replicas are not wanted any more. */
  void release(StorageNodeInfo node, List<HeldGroup> groups) throws IOException;

  /** What became of a block that was given to another node. */
  enum Taken {
    TAKEN,
    /** The node held it already. */
    HAD,
    /** The node has no room, or the block came damaged. */
    REFUSED
  }
}

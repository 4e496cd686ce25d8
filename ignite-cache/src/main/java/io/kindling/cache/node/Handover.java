package io.kindling.cache.node;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.MovingBlocks;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.Placement;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.replica.ReplicaPeers;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.thread.Throttle;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every block of a node that is about to leave to the node that will own it then. Reads go on
 * meanwhile. For one thread and one use.
 */
public final class Handover {

  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  private final LocalOwner owner;
  private final BlockLayout layout;
  private final BlockExchange exchange;
  private final Placement next;
  private final Throttle throttle;
  private final Metrics metrics;
  private final long begin = System.nanoTime();
  private final long limit;
  private final Set<StorageNodeInfo> failed = new HashSet<>();
  private long blocks;
  private long bytes;
  private long kept;

  Handover(
      LocalOwner owner,
      BlockLayout layout,
      BlockExchange exchange,
      OwnerTable table,
      NodeIdentity self,
      long bytesPerSecond,
      Duration limit,
      Metrics metrics) {
    this.owner = owner;
    this.layout = layout;
    this.exchange = exchange;
    this.next =
        Placement.over(
            new OwnerTable(
                table.epoch(),
                table.nodes().stream().filter(node -> !node.identity().equals(self)).toList()));
    this.throttle = new Throttle(Math.max(1, bytesPerSecond));
    this.metrics = metrics;
    this.limit = limit.toNanos();
  }

  /**
   * What became of the blocks of a node that left.
   *
   * @param blocks taken by other nodes
   * @param bytes of these
   * @param notTaken blocks that nobody took: they were there already, there was no room, no node or
   *     no time
   */
  public record Result(long blocks, long bytes, long notTaken) {}

  Result run() throws InterruptedIOException {
    try {
      owner.moving().forEachFile(this::hand);
    } catch (InterruptedIOException interrupted) {
      throw interrupted;
    } catch (IOException unreadable) {
      LOG.warn("some blocks of an earlier process stay: {}", unreadable.toString());
    }
    return new Result(blocks, bytes, kept);
  }

  private void hand(MovingBlocks.HeldFile file) throws InterruptedIOException {
    FileKey key = FileKey.of(file.origin().uri());
    // The first block of a pack stands for all of them, so it goes last.
    for (int block = file.last(); block >= 0; block--) {
      hand(file, key, block);
    }
  }

  private void hand(MovingBlocks.HeldFile file, FileKey key, int block)
      throws InterruptedIOException {
    BlockId id = BlockId.of(file.version(), block);
    try (BlockHandle handle = owner.store().acquire(id)) {
      if (handle == null) {
        return;
      }
      StorageNodeInfo heir = next.owner(new GroupId(key, layout.groupOf(block)));
      boolean late = System.nanoTime() - begin > limit;
      if (heir == null || late || failed.contains(heir)) {
        kept++;
      } else if (give(heir, id, file, handle)) {
        blocks++;
        bytes += handle.length();
        metrics.add(Metric.HANDED_OVER_BYTES, handle.length());
        throttle.moved(handle.length());
      } else {
        kept++;
      }
    }
  }

  private boolean give(
      StorageNodeInfo heir, BlockId id, MovingBlocks.HeldFile file, BlockHandle handle)
      throws InterruptedIOException {
    try {
      return exchange.give(heir, BlockExchange.Role.HEIR, id, file.origin(), handle)
          == ReplicaPeers.Taken.TAKEN;
    } catch (InterruptedIOException interrupted) {
      throw interrupted;
    } catch (IOException unavailable) {
      failed.add(heir);
      LOG.warn("{} takes no blocks: {}", heir, unavailable.getMessage());
      return false;
    }
  }
}

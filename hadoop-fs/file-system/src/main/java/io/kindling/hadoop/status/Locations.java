package io.kindling.hadoop.status;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.placement.StorageNodeInfo;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.StorageType;
import org.jspecify.annotations.Nullable;

/**
 * Where the owners of a file's groups are, computed in memory.
 *
 * @param cache knows the owners
 */
public record Locations(BlockCache cache) {
  private static final String[] NO_TOPOLOGY = {};
  private static final StorageType[] MEMORY = {StorageType.RAM_DISK};

  /**
   * The owners of a range, one location per group.
   *
   * @param length bytes of the file
   * @return null when no cluster is there: the under store knows better
   */
  public BlockLocation @Nullable [] of(FileKey file, long length, long start, long count) {
    long groupSize = cache.layout().groupSize();
    long end = count > length - start ? length : start + count;
    List<BlockLocation> locations = new ArrayList<>();
    for (long from = start - start % groupSize; from < end; from += groupSize) {
      StorageNodeInfo owner = cache.owner(file, Math.toIntExact(from / groupSize));
      if (owner == null) {
        return null;
      }
      locations.add(location(owner, from, Math.min(groupSize, length - from)));
    }
    return locations.toArray(BlockLocation[]::new);
  }

  /** The executor, where there is one, goes as the id of the storage. */
  private static BlockLocation location(StorageNodeInfo owner, long from, long length) {
    String[] hosts = {owner.host()};
    String[] names = {owner.host() + ":" + owner.transferPort()};
    String[] executors = {owner.executor()};
    return new BlockLocation(
        names, hosts, hosts, NO_TOPOLOGY, executors, MEMORY, from, length, false);
  }

  /** Whether there are owners at all. */
  public boolean known(FileKey file) {
    return cache.owner(file, 0) != null;
  }
}

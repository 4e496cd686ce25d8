package io.kindling.hadoop.status;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.FileVersion;
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

  /**
   * The nodes that hold a range, one location per group: the owner first, then those that are known
   * to help it.
   *
   * @param length bytes of the file
   * @return null when no cluster is there: the under store knows better
   */
  public BlockLocation @Nullable [] of(FileVersion version, long length, long start, long count) {
    long groupSize = cache.layout().groupSize();
    long end = count > length - start ? length : start + count;
    List<BlockLocation> locations = new ArrayList<>();
    for (long from = start - start % groupSize; from < end; from += groupSize) {
      List<StorageNodeInfo> holders = cache.holders(version, Math.toIntExact(from / groupSize));
      if (holders.isEmpty()) {
        return null;
      }
      locations.add(location(holders, from, Math.min(groupSize, length - from)));
    }
    return locations.toArray(BlockLocation[]::new);
  }

  /** The executors, where there are some, go as the ids of the storages. */
  private static BlockLocation location(List<StorageNodeInfo> holders, long from, long length) {
    int count = holders.size();
    String[] hosts = new String[count];
    String[] names = new String[count];
    String[] executors = new String[count];
    StorageType[] memory = new StorageType[count];
    for (int rank = 0; rank < count; rank++) {
      StorageNodeInfo node = holders.get(rank);
      hosts[rank] = node.host();
      names[rank] = node.host() + ":" + node.transferPort();
      executors[rank] = node.executor();
      memory[rank] = StorageType.RAM_DISK;
    }
    return new BlockLocation(
        names, hosts, hosts, NO_TOPOLOGY, executors, memory, from, length, false);
  }

  /** Whether there are owners at all. */
  public boolean known(FileKey file) {
    return cache.owner(file, 0) != null;
  }
}

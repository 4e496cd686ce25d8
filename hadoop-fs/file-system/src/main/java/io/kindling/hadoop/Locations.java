package io.kindling.hadoop;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.client.BlockCache;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.BlockLocation;
import org.jspecify.annotations.Nullable;

/**
 * Where the owners of a file's groups are, computed in memory.
 *
 * @param cache knows the owners
 */
record Locations(BlockCache cache) {

  /**
   * The owners of a range, one location per group.
   *
   * @param length bytes of the file
   * @return null when no cluster is there: the under store knows better
   */
  BlockLocation @Nullable [] of(FileKey file, long length, long start, long count) {
    long groupSize = cache.layout().groupSize();
    long end = count > length - start ? length : start + count;
    List<BlockLocation> locations = new ArrayList<>();
    for (long from = start - start % groupSize; from < end; from += groupSize) {
      String[] hosts = cache.hosts(file, Math.toIntExact(from / groupSize)).toArray(String[]::new);
      if (hosts.length == 0) {
        return null;
      }
      locations.add(new BlockLocation(hosts, hosts, from, Math.min(groupSize, length - from)));
    }
    return locations.toArray(BlockLocation[]::new);
  }

  /** Whether there are owners at all. */
  boolean known(FileKey file) {
    return !cache.hosts(file, 0).isEmpty();
  }
}

package io.kindling.hadoop.read;

import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.ReadSource;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.IOStatisticsSnapshot;
import org.apache.hadoop.fs.statistics.impl.IOStatisticsBinding;

/** The statistics of one stream. Any thread. */
final class StreamCounts {

  private static final StreamStatistic[] ALL = StreamStatistic.values();

  private final CachedFile file;
  private final AtomicLongArray counts = new AtomicLongArray(ALL.length);

  StreamCounts(CachedFile file) {
    this.file = file;
    add(StreamStatistic.OPENED, 1);
  }

  void add(StreamStatistic statistic, long amount) {
    long ignored = counts.getAndAdd(statistic.ordinal(), amount);
  }

  long get(StreamStatistic statistic) {
    return switch (statistic) {
      case MEMORY_BYTES -> file.bytesFrom(ReadSource.MEMORY);
      case DISK_BYTES -> file.bytesFrom(ReadSource.DISK);
      case PEER_BYTES -> file.bytesFrom(ReadSource.PEER);
      case UNDER_STORE_BYTES -> file.bytesFrom(ReadSource.UNDER_STORE);
      default -> counts.get(statistic.ordinal());
    };
  }

  /** All of them, as they change. */
  IOStatistics live() {
    var builder = IOStatisticsBinding.dynamicIOStatistics();
    for (StreamStatistic statistic : ALL) {
      builder = builder.withLongFunctionCounter(statistic.key(), key -> get(statistic));
    }
    return builder.build();
  }

  /** Those that are not zero, as they are now. */
  IOStatistics now() {
    IOStatisticsSnapshot snapshot = new IOStatisticsSnapshot();
    for (StreamStatistic statistic : ALL) {
      long count = get(statistic);
      if (count != 0) {
        snapshot.counters().put(statistic.key(), count);
      }
    }
    return snapshot;
  }
}

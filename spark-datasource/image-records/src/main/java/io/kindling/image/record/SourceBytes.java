package io.kindling.image.record;

import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.IOStatisticsSupport;

/**
 * Where bytes that came through the cache were: in this process's own block store, in that of
 * another one, or in the under store. All zero for streams of other file systems.
 *
 * @param memory bytes from this process's memory
 * @param disk bytes from this process's disk tier
 * @param peer bytes from the storage nodes of other processes
 * @param underStore bytes fetched by this reader
 */
public record SourceBytes(long memory, long disk, long peer, long underStore) {
  public static final SourceBytes NONE = new SourceBytes(0, 0, 0, 0);

  /** What one stream has got until now. */
  public static SourceBytes of(FSDataInputStream stream) {
    IOStatistics statistics = IOStatisticsSupport.retrieveIOStatistics(stream);
    if (statistics == null) {
      return NONE;
    }
    Map<String, Long> counters = statistics.counters();
    return new SourceBytes(
        counters.getOrDefault("stream_read_memory_bytes", 0L),
        counters.getOrDefault("stream_read_disk_bytes", 0L),
        counters.getOrDefault("stream_read_peer_bytes", 0L),
        counters.getOrDefault("stream_read_under_store_bytes", 0L));
  }

  public SourceBytes plus(SourceBytes other) {
    return new SourceBytes(
        memory + other.memory, disk + other.disk, peer + other.peer, underStore + other.underStore);
  }
}

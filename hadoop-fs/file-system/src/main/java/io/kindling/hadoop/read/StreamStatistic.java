package io.kindling.hadoop.read;

import org.apache.hadoop.fs.statistics.StreamStatisticNames;

/** What a stream counts, under the names that Hadoop has for it. */
enum StreamStatistic {
  OPENED(StreamStatisticNames.STREAM_READ_OPENED),
  BYTES(StreamStatisticNames.STREAM_READ_BYTES),
  OPERATIONS(StreamStatisticNames.STREAM_READ_OPERATIONS),
  FULLY_OPERATIONS(StreamStatisticNames.STREAM_READ_FULLY_OPERATIONS),
  SEEKS(StreamStatisticNames.STREAM_READ_SEEK_OPERATIONS),
  SEEKS_FORWARD(StreamStatisticNames.STREAM_READ_SEEK_FORWARD_OPERATIONS),
  SEEKS_BACKWARD(StreamStatisticNames.STREAM_READ_SEEK_BACKWARD_OPERATIONS),
  SKIPPED_BYTES(StreamStatisticNames.STREAM_READ_SEEK_BYTES_SKIPPED),
  BACKWARD_BYTES(StreamStatisticNames.STREAM_READ_SEEK_BYTES_BACKWARDS),
  VECTORED_OPERATIONS("stream_read_vectored_operations"),
  VECTORED_RANGES("stream_read_vectored_incoming_ranges"),
  VECTORED_COMBINED("stream_read_vectored_combined_ranges"),
  VECTORED_DISCARDED("stream_read_vectored_read_bytes_discarded"),
  ZERO_COPY_OPERATIONS("stream_read_zero_copy_operations"),
  UNBUFFERED(StreamStatisticNames.STREAM_READ_UNBUFFERED),
  CLOSED(StreamStatisticNames.STREAM_READ_CLOSED),
  MEMORY_BYTES("stream_read_memory_bytes"),
  DISK_BYTES("stream_read_disk_bytes"),
  PEER_BYTES("stream_read_peer_bytes"),
  UNDER_STORE_BYTES("stream_read_under_store_bytes");

  private final String key;

  StreamStatistic(String key) {
    this.key = key;
  }

  /** The name in {@code IOStatistics}. */
  String key() {
    return key;
  }
}

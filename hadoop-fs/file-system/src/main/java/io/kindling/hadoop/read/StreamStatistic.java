package io.kindling.hadoop.read;

import org.apache.hadoop.fs.statistics.StreamStatisticNames;

/** What a stream counts, under the names that Hadoop has for it. */
enum StreamStatistic {
  OPENED(StreamStatisticNames.STREAM_READ_OPENED, "streams opened"),
  BYTES(
      StreamStatisticNames.STREAM_READ_BYTES,
      "bytes that programs read; the sum of the four by their origin"),
  OPERATIONS(StreamStatisticNames.STREAM_READ_OPERATIONS, "calls of read"),
  FULLY_OPERATIONS(StreamStatisticNames.STREAM_READ_FULLY_OPERATIONS, "calls of readFully"),
  SEEKS(StreamStatisticNames.STREAM_READ_SEEK_OPERATIONS, "calls of seek that move"),
  SEEKS_FORWARD(
      StreamStatisticNames.STREAM_READ_SEEK_FORWARD_OPERATIONS, "of these, to a later position"),
  SEEKS_BACKWARD(
      StreamStatisticNames.STREAM_READ_SEEK_BACKWARD_OPERATIONS,
      "of these, to an earlier position"),
  SKIPPED_BYTES(
      StreamStatisticNames.STREAM_READ_SEEK_BYTES_SKIPPED, "bytes skipped by seeking forward"),
  BACKWARD_BYTES(
      StreamStatisticNames.STREAM_READ_SEEK_BYTES_BACKWARDS, "bytes gone back by seeking"),
  VECTORED_OPERATIONS("stream_read_vectored_operations", "calls of readVectored"),
  VECTORED_RANGES("stream_read_vectored_incoming_ranges", "ranges that they asked for"),
  VECTORED_COMBINED(
      "stream_read_vectored_combined_ranges", "reads that the ranges were combined to"),
  VECTORED_DISCARDED(
      "stream_read_vectored_read_bytes_discarded",
      "bytes read between combined ranges and thrown away"),
  ZERO_COPY_OPERATIONS("stream_read_zero_copy_operations", "reads into mapped buffers"),
  UNBUFFERED(StreamStatisticNames.STREAM_READ_UNBUFFERED, "calls of unbuffer"),
  CLOSED(StreamStatisticNames.STREAM_READ_CLOSED, "streams closed"),
  MEMORY_BYTES("stream_read_memory_bytes", "bytes from the memory of this JVM's own block store"),
  DISK_BYTES("stream_read_disk_bytes", "bytes from the disk tier of this JVM's own block store"),
  PEER_BYTES("stream_read_peer_bytes", "bytes from the storage nodes of other JVMs"),
  UNDER_STORE_BYTES("stream_read_under_store_bytes", "bytes from the under store");

  private final String key;
  private final String meaning;

  StreamStatistic(String key, String meaning) {
    this.key = key;
    this.meaning = meaning;
  }

  /** The name in {@code IOStatistics}. */
  String key() {
    return key;
  }

  /** What is counted, in words. */
  String meaning() {
    return meaning;
  }
}

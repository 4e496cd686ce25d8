package io.kindling.cache.client;

import io.kindling.cache.metrics.Metric;

/** Where bytes of a read came from. */
public enum ReadSource {
  /** The memory of this JVM's own block store. */
  MEMORY(Metric.MEMORY_BYTES),
  /** The disk tier of this JVM's own block store. */
  DISK(Metric.DISK_BYTES),
  /** The storage node of another JVM. */
  PEER(Metric.PEER_BYTES),
  /** The under store, by a request of this reader's own. */
  UNDER_STORE(Metric.UNDER_STORE_BYTES);

  private final Metric metric;

  ReadSource(Metric metric) {
    this.metric = metric;
  }

  /** What counts these bytes in a JVM. */
  public Metric metric() {
    return metric;
  }
}

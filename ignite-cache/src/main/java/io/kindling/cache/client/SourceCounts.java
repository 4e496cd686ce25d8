package io.kindling.cache.client;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the reads of one file got from where, for the file and for the JVM. Any thread. */
final class SourceCounts {

  private final Metrics metrics;
  private final AtomicLongArray bytes = new AtomicLongArray(ReadSource.values().length);

  SourceCounts(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Bytes that a caller has got. */
  void add(ReadSource source, int count) {
    metrics.add(Metric.REQUESTED_BYTES, count);
    metrics.add(source.metric(), count);
    long ignored = bytes.getAndAdd(source.ordinal(), count);
  }

  long of(ReadSource source) {
    return bytes.get(source.ordinal());
  }
}

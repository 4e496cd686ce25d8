package io.kindling.cache.metrics;

import java.util.concurrent.atomic.LongAdder;

/** The counters of one cache. Safe for any number of threads, without contention. */
public final class Metrics {

  private final LongAdder[] counters = new LongAdder[Metric.values().length];

  public Metrics() {
    for (int i = 0; i < counters.length; i++) {
      counters[i] = new LongAdder();
    }
  }

  /** Adds to a counter. */
  public void add(Metric metric, long amount) {
    counters[metric.ordinal()].add(amount);
  }

  /** Adds one. */
  public void increment(Metric metric) {
    counters[metric.ordinal()].increment();
  }

  /** The counters now. */
  public MetricsSnapshot snapshot() {
    long[] values = new long[counters.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = counters[i].sum();
    }
    return new MetricsSnapshot(values);
  }
}

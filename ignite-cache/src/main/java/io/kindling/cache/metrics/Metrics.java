package io.kindling.cache.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The counters of one cache. Safe for any number of threads, without contention. */
public final class Metrics {

  private final LongAdder[] counters = new LongAdder[Metric.values().length];

  /** Of metrics that tell what there is now. */
  private final Map<Metric, LongSupplier> gauges = new ConcurrentHashMap<>();

  /** The last of each cause; bounded by the number of metrics. */
  private final Map<Metric, Fault> faults = new ConcurrentHashMap<>();

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

  /**
   * Adds one, and remembers why in the place of what was remembered before.
   *
   * @param text what was tried, on what, and what happened
   */
  public void fault(Metric cause, String text) {
    increment(cause);
    faults.put(cause, new Fault(cause, text, System.currentTimeMillis()));
  }

  /** The last of each cause of which more is known than its count. */
  public Collection<Fault> faults() {
    return List.copyOf(faults.values());
  }

  /** Makes a metric tell what there is at the moment, in the place of what told it before. */
  public void gauge(Metric metric, LongSupplier value) {
    gauges.put(metric, value);
  }

  /** The counters now. */
  public MetricsSnapshot snapshot() {
    long[] values = new long[counters.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = counters[i].sum();
    }
    gauges.forEach((metric, value) -> values[metric.ordinal()] += value.getAsLong());
    return new MetricsSnapshot(values);
  }
}

package io.kindling.spark.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.KindlingProcess;

/**
 * What the cache counts in this JVM, in Spark's metric system: gauges {@code
 * plugin.io.kindling.spark.KindlingPlugin.<metric>} of the driver and of each executor.
 */
public final class CacheMetrics {

  private CacheMetrics() {}

  /** Puts all metrics into the registry that Spark gave the plugin. */
  public static void register(MetricRegistry registry) {
    for (Metric metric : Metric.values()) {
      Gauge<Long> gauge = () -> KindlingProcess.metrics().get(metric);
      var ignored = registry.register(metric.shortName(), gauge);
    }
  }
}

package io.kindling.spark;

import io.kindling.spark.plugin.KindlingDriver;
import io.kindling.spark.plugin.KindlingExecutor;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * {@code spark.plugins=io.kindling.spark.KindlingPlugin}: every executor becomes a storage node of
 * a cache of the application, the driver its client.
 *
 * <p>Options are those of the cache, {@code spark.hadoop.fs.cache.*}. Cluster id and secret are
 * made for the application unless they are set. When {@code fs.cache.cluster.seeds} is set, the
 * storage nodes are elsewhere and the plugin starts none. With a local master there is one JVM,
 * which caches for itself.
 */
public final class KindlingPlugin implements SparkPlugin {

  @Override
  public DriverPlugin driverPlugin() {
    return new KindlingDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new KindlingExecutor();
  }
}

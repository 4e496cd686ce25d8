package io.kindling.spark.plugin;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.node.ClusterHost;
import io.kindling.hadoop.CacheFs;
import io.kindling.hadoop.CachingFileSystem;
import io.kindling.hadoop.page.ClusterPage;
import io.kindling.spark.metrics.CacheMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's part: hosts the cluster of the application, by which storage nodes find each other,
 * and tells the application's Hadoop configuration of it and of the committers that write through
 * the cache. Never starts Ignite.
 */
public final class KindlingDriver implements DriverPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(KindlingDriver.class);
  private static final String PREFIX = "fs.cache.";

  /** Set by the plugin, so that Spark's environment tab shows where the status page is. */
  static final String PAGE_KEY = "spark.kindling.statusPage";

  /** By executor; guarded by this. */
  private final Map<String, NodeReport> nodes = new TreeMap<>();

  /** Guarded by this. */
  private boolean ending;

  private @Nullable ClusterHost cluster;
  private @Nullable ClusterPage page;

  @Override
  public Map<String, String> init(SparkContext spark, PluginContext context) {
    nameFileSystem(spark.hadoopConfiguration());
    Committers.nameFactories(spark.hadoopConfiguration());
    if (spark.isLocal()) {
      LOG.info("a local master has one JVM, which caches for itself");
      return Map.of();
    }
    Map<String, String> options = cacheOptions(spark.hadoopConfiguration());
    String seeds = options.getOrDefault(CacheOptions.CLUSTER_SEEDS.key(), "");
    if (!seeds.isBlank()) {
      LOG.info("the storage nodes are those of {}; executors start none", seeds);
      return Map.of();
    }
    ClusterHost started = start(context.hostname(), options);
    cluster = started;
    Map<String, String> invitation = started.invitation();
    for (var told :
        List.of(CacheOptions.CLUSTER_ID, CacheOptions.CLUSTER_SECRET, CacheOptions.CLUSTER_SEEDS)) {
      spark.hadoopConfiguration().set(told.key(), invitation.get(told.key()));
    }
    spark.addSparkListener(new Departures());
    showPage(started, spark.hadoopConfiguration(), context);
    return invitation;
  }

  @Override
  public void registerMetrics(String application, PluginContext context) {
    CacheMetrics.register(context.metricRegistry());
  }

  private void showPage(ClusterHost started, Configuration stores, PluginContext context) {
    page = ClusterPage.show(started.client(), started.invitation(), stores, context.hostname());
    if (page != null) {
      context.conf().set(PAGE_KEY, page.url());
    }
  }

  /** Told by executors when their node is up, or why it is not, and asked when they end. */
  @Override
  public synchronized @Nullable Object receive(Object message) {
    if (message instanceof NodeLeaves) {
      return !ending && nodes.size() > 1;
    }
    NodeReport report = (NodeReport) message;
    if (!report.problem().isEmpty()) {
      LOG.warn(
          "executor {} on {} has no storage node and reads as a client: {}",
          report.executor(),
          report.host(),
          report.problem());
      return null;
    }
    nodes.put(report.executor(), report);
    long capacity = nodes.values().stream().mapToLong(NodeReport::capacity).sum();
    LOG.info(
        "the cache has {} storage nodes with {} MiB; the newest is in executor {} on {}",
        nodes.size(),
        capacity >> 20,
        report.executor(),
        report.host());
    return null;
  }

  @Override
  public void shutdown() {
    end();
    if (page != null) {
      page.close();
    }
    if (cluster != null) {
      try {
        cluster.close();
      } catch (IOException unclosed) {
        LOG.warn("the registry of the cache did not close: {}", unclosed.toString());
      }
    }
  }

  private synchronized void end() {
    ending = true;
  }

  private synchronized void departed(String executor) {
    if (nodes.remove(executor) != null) {
      LOG.info("executor {} is gone; the cache has {} storage nodes", executor, nodes.size());
    }
  }

  private static ClusterHost start(String host, Map<String, String> options) {
    try {
      return ClusterHost.start(
          host, options, UserGroupInformation.getCurrentUser().getShortUserName());
    } catch (IOException unbound) {
      throw new UncheckedIOException(
          "the registry of the cache cannot listen on "
              + host
              + "; set spark.driver.host to a name of this host",
          unbound);
    }
  }

  /**
   * Names the classes of scheme cache. Hadoop looks for services once, before Spark has added the
   * jars that came by --jars or --packages, and would not find them.
   */
  private static void nameFileSystem(Configuration configuration) {
    configuration.setIfUnset("fs.cache.impl", CachingFileSystem.class.getName());
    configuration.setIfUnset("fs.AbstractFileSystem.cache.impl", CacheFs.class.getName());
  }

  private static Map<String, String> cacheOptions(Configuration configuration) {
    Map<String, String> options = new HashMap<>();
    configuration
        .getPropsWithPrefix(PREFIX)
        .forEach((key, value) -> options.put(PREFIX + key, value));
    return options;
  }

  /** Executors that Spark gave up. */
  private final class Departures extends SparkListener {
    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved gone) {
      departed(gone.executorId());
    }
  }
}

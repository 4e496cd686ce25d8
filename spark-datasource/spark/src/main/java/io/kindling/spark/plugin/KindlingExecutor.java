package io.kindling.spark.plugin;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.CacheOptions.FaultMode;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import io.kindling.cache.node.StorageNode;
import io.kindling.cache.node.YarnContainer;
import io.kindling.hadoop.load.LoadWork;
import io.kindling.hadoop.load.SampleWork;
import io.kindling.spark.metrics.CacheMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executor's part: a storage node for as long as the executor lives. An executor whose node
 * does not start works on as a client of the others, unless {@code fs.cache.faults} is strict.
 */
public final class KindlingExecutor implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(KindlingExecutor.class);

  /** A decommissioned executor has no more work, but its host may be taken away soon. */
  private static final Duration HANDOVER_LIMIT = Duration.ofSeconds(60);

  private @Nullable PluginContext context;

  @Override
  public void init(PluginContext context, Map<String, String> invitation) {
    CacheMetrics.register(context.metricRegistry());
    if (invitation.isEmpty()) {
      return;
    }
    this.context = context;
    Map<String, String> options = new HashMap<>(invitation);
    long container = YarnContainer.memory(System.getenv(), key -> context.conf().get(key, null));
    if (container > 0) {
      options.putIfAbsent(CacheOptions.CONTAINER_MEMORY.key(), Long.toString(container));
    }
    Settings settings = Settings.read(CacheOptions.ALL, options::get);
    String executor = context.executorID();
    String host = host();
    Configuration hadoop = hadoop(invitation);
    KindlingProcess.offer(new LoadWork(hadoop));
    KindlingProcess.offer(new SampleWork(hadoop));
    try {
      String user = UserGroupInformation.getCurrentUser().getShortUserName();
      StorageNode node = KindlingProcess.startNode(new NodePlace(host, executor, user), settings);
      tell(context, new NodeReport(executor, node.info().host(), node.capacity(), ""));
    } catch (IOException | RuntimeException | LinkageError failed) {
      if (settings.get(CacheOptions.FAULTS) == FaultMode.STRICT) {
        throw new IllegalStateException(
            "executor " + executor + " has no storage node: " + failed.getMessage(), failed);
      }
      LOG.warn("no storage node here, reading as a client: {}", failed.toString());
      LOG.debug("why the storage node did not start", failed);
      tell(context, new NodeReport(executor, host, 0, failed.toString()));
    }
  }

  /** An executor that leaves a running application gives its blocks to the others first. */
  @Override
  public void shutdown() {
    PluginContext told = context;
    if (told != null && KindlingProcess.node() != null && applicationGoesOn(told)) {
      try {
        KindlingProcess.decommissionNode(HANDOVER_LIMIT);
      } catch (IOException unfinished) {
        LOG.warn("not all blocks were given to other storage nodes: {}", unfinished.toString());
      }
    }
    KindlingProcess.stopNode();
  }

  private static boolean applicationGoesOn(PluginContext context) {
    try {
      return Boolean.TRUE.equals(context.ask(new NodeLeaves(context.executorID())));
    } catch (Exception ended) {
      LOG.debug("the driver does not answer any more", ended);
      return false;
    }
  }

  /** As this executor reads Hadoop's options; load jobs of the command fetch with it. */
  private static Configuration hadoop(Map<String, String> invitation) {
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
    invitation.forEach(configuration::set);
    return configuration;
  }

  /** The name by which Spark places tasks. The context's own fails in executors of Spark 3.5. */
  private static String host() {
    return SparkEnv.get().blockManager().blockManagerId().host();
  }

  private static void tell(PluginContext context, NodeReport report) {
    try {
      context.send(report);
    } catch (IOException unreachable) {
      LOG.warn("the driver was not told of {}: {}", report, unreachable.toString());
    }
  }
}

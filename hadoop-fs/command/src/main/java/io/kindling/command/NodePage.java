package io.kindling.command;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.StorageNode;
import io.kindling.command.cluster.Cluster;
import io.kindling.hadoop.page.ClusterPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The status page of a stand-alone node, which watches the cluster as a client of the node. A node
 * whose page cannot be shown works without it.
 */
final class NodePage implements AutoCloseable {

  private static final String PREFIX = "fs.cache.";

  private @Nullable ClusterClient client;
  private @Nullable ClusterPage page;

  private NodePage() {}

  static NodePage start(StorageNode node, Configuration configuration, PrintWriter err) {
    NodePage started = new NodePage();
    try {
      started.open(node, configuration);
    } catch (IOException | InvalidSettingsException unshown) {
      started.close();
      err.println("kindling node: " + unshown.getMessage());
      err.flush();
    }
    return started;
  }

  private void open(StorageNode node, Configuration configuration) throws IOException {
    Map<String, String> options = new HashMap<>();
    configuration
        .getPropsWithPrefix(PREFIX)
        .forEach((rest, value) -> options.put(PREFIX + rest, value));
    Map<String, String> watching = new HashMap<>(options);
    watching.put(CacheOptions.CLUSTER_SEEDS.key(), node.endpoint().toString());
    ClusterClient watcher =
        KindlingProcess.observe(Settings.read(CacheOptions.ALL, watching::get), Cluster.user());
    client = watcher;
    page = ClusterPage.start(watcher, options, configuration, node.info().host());
  }

  /** Where it is; null when there is none. */
  @Nullable String url() {
    return page == null ? null : page.url();
  }

  @Override
  public void close() {
    if (page != null) {
      page.close();
    }
    if (client != null) {
      client.close();
    }
  }
}

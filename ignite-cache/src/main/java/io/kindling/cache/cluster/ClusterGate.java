package io.kindling.cache.cluster;

import java.io.Serializable;
import java.util.UUID;
import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.plugin.CachePluginContext;
import org.apache.ignite.plugin.CachePluginProvider;
import org.apache.ignite.plugin.ExtensionRegistry;
import org.apache.ignite.plugin.IgnitePlugin;
import org.apache.ignite.plugin.PluginConfiguration;
import org.apache.ignite.plugin.PluginContext;
import org.apache.ignite.plugin.PluginProvider;
import org.apache.ignite.plugin.PluginValidationException;
import org.jspecify.annotations.Nullable;

/**
 * Ignite's plugin point, used for two things: the coordinator refuses a node whose {@link
 * ClusterPass} does not fit, and a joining node learns when the cluster was founded. Ignite calls
 * it on its discovery threads.
 */
final class ClusterGate implements PluginProvider<PluginConfiguration> {

  private final ClusterPass pass;
  private final UUID localNode;
  private volatile long founded;

  /**
   * The gate of one Ignite node.
   *
   * @param now in milliseconds since 1970, the founding time should this node be the founder
   */
  ClusterGate(ClusterPass pass, UUID localNode, long now) {
    this.pass = pass;
    this.localNode = localNode;
    this.founded = now;
  }

  /** When the cluster was founded, once this node is in it. */
  long founded() {
    return founded;
  }

  @Override
  public @Nullable Serializable provideDiscoveryData(UUID joiningNode) {
    return joiningNode.equals(localNode) ? null : founded;
  }

  @Override
  public void receiveDiscoveryData(UUID joiningNode, Serializable data) {
    if (joiningNode.equals(localNode) && data instanceof Long time) {
      founded = time;
    }
  }

  @Override
  @SuppressWarnings("deprecation") // The newer form is optional, this one is not.
  public void validateNewNode(ClusterNode node) {
    String objection = pass.objection(node);
    if (objection != null) {
      throw new PluginValidationException(
          "refused a node at " + node.addresses() + ": " + objection,
          "the cluster refused this node: " + objection,
          node.id());
    }
  }

  @Override
  public String name() {
    return "Kindling";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String copyright() {
    return "";
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Ignite's signature.
  public <T extends IgnitePlugin> T plugin() {
    return (T) new IgnitePlugin() {};
  }

  @Override
  public void initExtensions(PluginContext context, ExtensionRegistry registry) {}

  @Override
  public <T> @Nullable T createComponent(PluginContext context, Class<T> type) {
    return null;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable CachePluginProvider createCacheProvider(CachePluginContext context) {
    return null;
  }

  @Override
  public void start(PluginContext context) {}

  @Override
  public void stop(boolean cancel) {}

  @Override
  public void onIgniteStart() {}

  @Override
  public void onIgniteStop(boolean cancel) {}
}

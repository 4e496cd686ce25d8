package io.kindling.cache.node;

import io.kindling.cache.cluster.RegistryServer;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster of one application, as its driver sees it: a seed registry that the application's
 * storage nodes find each other by, and a client of theirs. Starts no Ignite. Safe for any number
 * of threads.
 *
 * <p>The executors start their nodes with {@link KindlingProcess#startNode} from the options of
 * {@link #invitation}.
 */
public final class ClusterHost implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterHost.class);
  private static final int SECRET_BITS = 256;

  private final RegistryServer registry;
  private final Map<String, String> invitation;
  private final ClusterClient client;

  private ClusterHost(
      RegistryServer registry, Map<String, String> invitation, ClusterClient client) {
    this.registry = registry;
    this.invitation = invitation;
    this.client = client;
  }

  /**
   * Starts the registry and makes this JVM a client of the cluster to come.
   *
   * @param host name or address under which the executors reach this JVM
   * @param options {@code fs.cache.*} options of the application; a cluster id and a secret are
   *     made for it unless they are set
   * @param user whose application it is
   * @throws IOException when no port can be had
   * @throws io.kindling.cache.config.InvalidSettingsException naming every bad option
   */
  public static ClusterHost start(String host, Map<String, String> options, String user)
      throws IOException {
    Map<String, String> invitation = new TreeMap<>(options);
    invitation.putIfAbsent(CacheOptions.CLUSTER_ID.key(), "application-" + UUID.randomUUID());
    invitation.putIfAbsent(
        CacheOptions.CLUSTER_SECRET.key(),
        new BigInteger(SECRET_BITS, new SecureRandom()).toString(Character.MAX_RADIX));
    Settings settings = Settings.read(CacheOptions.ALL, invitation::get);
    RegistryServer registry =
        RegistryServer.start(
            host,
            0,
            KindlingProcess.access(settings),
            settings.get(CacheOptions.PEER_TIMEOUT),
            new Metrics());
    try {
      invitation.put(CacheOptions.CLUSTER_SEEDS.key(), registry.endpoint().toString());
      Settings joining = Settings.read(CacheOptions.ALL, invitation::get);
      return new ClusterHost(registry, Map.copyOf(invitation), KindlingProcess.join(joining, user));
    } catch (IOException | RuntimeException failed) {
      registry.close();
      throw failed;
    }
  }

  /** The options with which an executor starts its node, the secret among them. */
  public Map<String, String> invitation() {
    return invitation;
  }

  /** The cluster as the driver sees it. */
  public ClusterClient client() {
    return client;
  }

  /**
   * Waits until so many storage nodes are up.
   *
   * @throws IOException when there are fewer after the limit; the message says how many
   */
  public void awaitNodes(int count, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      client.refresh();
      int up = client.table().size();
      if (up >= count) {
        LOG.info("{} storage nodes are up: {}", up, client.table().nodes());
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            "%d of %d storage nodes are up after %d s; the executors' logs say why the others are not"
                .formatted(up, count, limit.toSeconds()));
      }
      Thread.sleep(100);
    }
  }

  /** Leaves the cluster and ends the registry; the nodes are the executors' to stop. */
  @Override
  public void close() throws IOException {
    KindlingProcess.leave();
    registry.close();
  }
}

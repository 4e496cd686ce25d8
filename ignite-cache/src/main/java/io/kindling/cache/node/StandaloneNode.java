package io.kindling.cache.node;

import io.kindling.cache.cluster.RegistryServer;
import io.kindling.cache.cluster.SeedAnnouncer;
import io.kindling.cache.cluster.SeedDirectory;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.transfer.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A storage node in a JVM of its own, one on each host, which outlives the applications that read
 * through it. It is the same node as in a Spark executor; what a driver does for those it does for
 * itself: it runs a seed registry when an address of {@link CacheOptions#CLUSTER_SEEDS} is its own,
 * or when nodes find each other by a {@link SeedDirectory}. Safe for any number of threads.
 */
public final class StandaloneNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StandaloneNode.class);

  private final List<RegistryServer> registries = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable SeedAnnouncer announcer;

  private StandaloneNode() {}

  /**
   * Starts the storage node of this JVM and enters the cluster; founds it when nobody did.
   *
   * @param settings all of {@link CacheOptions#ALL}. With neither seeds nor a directory the node
   *     founds a cluster of its own, whose registry others can be given
   * @param directory where the nodes announce themselves; null when there is none
   * @throws IOException when a port cannot be had, the directory cannot be used, or the cluster
   *     refuses or does not answer; nothing is left behind
   */
  public static StandaloneNode start(
      NodePlace place, Settings settings, @Nullable SeedDirectory directory) throws IOException {
    StandaloneNode node = new StandaloneNode();
    try {
      KindlingProcess.startNode(place, settings, node.seeds(place, settings, directory));
      return node;
    } catch (IOException | RuntimeException failed) {
      node.close();
      throw failed;
    }
  }

  private Supplier<List<Endpoint>> seeds(
      NodePlace place, Settings settings, @Nullable SeedDirectory directory) throws IOException {
    List<Endpoint> listed = Endpoint.parseList(settings.get(CacheOptions.CLUSTER_SEEDS));
    String host = place.configured(settings).host();
    for (Endpoint seed : listed) {
      if (isOwn(seed.host(), host)) {
        serveUnlessTaken(seed, settings);
      }
    }
    if (directory != null) {
      Endpoint own = registries.isEmpty() ? serve(new Endpoint(host, 0), settings) : registry();
      SeedAnnouncer found = SeedAnnouncer.start(directory, NodeIdentity.random().toString(), own);
      announcer = found;
      return () -> {
        List<Endpoint> all = new ArrayList<>(listed);
        all.addAll(found.get());
        return all.stream().distinct().toList();
      };
    }
    if (listed.isEmpty()) {
      List<Endpoint> own = List.of(serve(new Endpoint(host, 0), settings));
      return () -> own;
    }
    return () -> listed;
  }

  private Endpoint serve(Endpoint address, Settings settings) throws IOException {
    RegistryServer registry =
        RegistryServer.start(
            address.host(),
            address.port(),
            KindlingProcess.access(settings),
            settings.get(CacheOptions.PEER_TIMEOUT),
            new Metrics());
    registries.add(registry);
    LOG.info("seed registry at {}", registry.endpoint());
    return registry.endpoint();
  }

  private void serveUnlessTaken(Endpoint seed, Settings settings) {
    try {
      var ignored = serve(seed, settings);
    } catch (IOException taken) {
      LOG.info("the seed registry at {} is another process's: {}", seed, taken.getMessage());
    }
  }

  private static boolean isOwn(String seed, String host) {
    if (seed.equals(host)) {
      return true;
    }
    try {
      InetAddress address = InetAddress.getByName(seed);
      return address.equals(InetAddress.getByName(host))
          || (!address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) != null);
    } catch (UnknownHostException | SocketException unknown) {
      LOG.warn("seed {} cannot be resolved: {}", seed, unknown.getMessage());
      return false;
    }
  }

  /**
   * Where this node's registry listens: what others set as {@link CacheOptions#CLUSTER_SEEDS}.
   *
   * @throws IllegalStateException when this node runs none
   */
  public Endpoint registry() {
    if (registries.isEmpty()) {
      throw new IllegalStateException("no address of the seeds is this node's own");
    }
    return registries.get(0).endpoint();
  }

  /** Waits until the node is told to stop by {@link #close} or {@link #decommission}. */
  public void await() throws InterruptedException {
    stopped.await();
  }

  /**
   * Stops after the blocks were given to the nodes that own them next.
   *
   * @param limit how long that may take
   */
  public void decommission(Duration limit) throws IOException {
    try {
      KindlingProcess.decommissionNode(limit);
    } finally {
      close();
    }
  }

  /** Leaves the cluster and stops. */
  @Override
  public void close() throws IOException {
    try {
      KindlingProcess.stopNode();
      if (announcer != null) {
        announcer.close();
      }
    } finally {
      for (RegistryServer registry : registries) {
        registry.close();
      }
      stopped.countDown();
    }
  }
}

package io.kindling.cache.node;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.LoneOwner;
import io.kindling.cache.client.Owners;
import io.kindling.cache.client.ReadPlanner;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsBean;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.transfer.ClusterAccess;
import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.HandshakeException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM is to the cache, for all file systems in it: a storage node when one was started
 * here, else a client of the cluster that it was told of, else alone with a store of its own. Safe
 * for any number of threads.
 */
public final class KindlingProcess {

  /** Held while a node starts or stops, which takes seconds; readers do not wait for it. */
  private static final Object STARTING = new Object();

  private static final Metrics METRICS = new Metrics();
  private static final BufferBudget BUFFERS = new BufferBudget(0, METRICS);
  private static final UUID SESSION = UUID.randomUUID();
  private static final Map<BlockLayout, LoneOwner> LONE = new HashMap<>();
  private static final List<BlockStore> LONE_STORES = new CopyOnWriteArrayList<>();
  private static final Map<String, ClusterClient> CLIENTS = new HashMap<>();
  private static final Map<String, NodeWork> WORKS = new ConcurrentHashMap<>();
  private static @Nullable StorageNode node;
  private static @Nullable ClusterClient joined;

  /** Rises whenever this JVM becomes something else. */
  private static volatile int generation;

  private KindlingProcess() {}

  /**
   * The cache for a file system of this JVM. It follows what the JVM becomes: files opened after a
   * storage node was started here are read through that node.
   *
   * @param settings all of {@link CacheOptions#ALL}
   * @param user whose process this is, as the under store knows the user
   * @throws HandshakeException when the configured cluster refuses this process
   * @throws InvalidSettingsException when the sizes do not fit each other or this machine
   */
  public static BlockCache cache(Settings settings, String user) throws HandshakeException {
    MetricsBean.registerOnce(METRICS::snapshot);
    return new ProcessCache(settings, user);
  }

  static int generation() {
    return generation;
  }

  /** A planner over what this JVM is now. */
  static synchronized ReadPlanner planner(Settings settings, String user)
      throws HandshakeException {
    if (node != null) {
      return planner(node.owners(), node.layout(), settings);
    }
    if (joined != null) {
      return planner(joined.owners(), joined.layout(), settings);
    }
    if (!settings.get(CacheOptions.CLUSTER_SEEDS).isEmpty()) {
      ClusterClient client = client(settings, user);
      return planner(client.owners(), client.layout(), settings);
    }
    BlockLayout layout = layout(settings);
    LoneOwner lone = LONE.get(layout);
    if (lone == null) {
      BlockStore store = LocalStores.ofProcess(settings, layout, METRICS);
      lone = new LoneOwner(localOwner(store, settings, layout, user, METRICS));
      if (LONE.isEmpty()) {
        // What the disks have not yet is written; a process that is killed only loses that.
        Runtime.getRuntime()
            .addShutdownHook(new Thread(KindlingProcess::closeLone, "kindling-lone-close"));
        StoreGauges.of(() -> LONE_STORES).tell(METRICS);
      }
      LONE.put(layout, lone);
      LONE_STORES.add(store);
    }
    return planner(lone, layout, settings);
  }

  private static synchronized void closeLone() {
    LONE.values().forEach(lone -> lone.local().store().close());
  }

  /** What was counted in this JVM so far. */
  public static MetricsSnapshot metrics() {
    return METRICS.snapshot();
  }

  /**
   * Makes this JVM a storage node. It leaves its cluster when it is stopped and on every way out of
   * the JVM.
   *
   * @param settings all of {@link CacheOptions#ALL}; with {@link CacheOptions#CLUSTER_SEEDS} the
   *     node enters the cluster by the seed registry there, without it founds a cluster
   * @throws IOException when a port cannot be had or the cluster refuses or does not answer
   * @throws IllegalStateException when this JVM is a storage node already
   */
  public static StorageNode startNode(NodePlace place, Settings settings) throws IOException {
    List<Endpoint> registries = Endpoint.parseList(settings.get(CacheOptions.CLUSTER_SEEDS));
    return startNode(place, settings, () -> registries);
  }

  /** As the other, with registries that may come and go. */
  static StorageNode startNode(
      NodePlace place, Settings settings, Supplier<List<Endpoint>> registries) throws IOException {
    synchronized (STARTING) {
      MetricsBean.registerOnce(METRICS::snapshot);
      StorageNode running = node();
      if (running != null) {
        throw new IllegalStateException("this JVM is storage node " + running.info() + " already");
      }
      StorageNode started = StorageNode.start(place, settings, registries, METRICS, SESSION);
      became(started);
      return started;
    }
  }

  /** Ends what {@link #startNode} began; nothing when this JVM is no storage node. */
  public static void stopNode() {
    synchronized (STARTING) {
      StorageNode stopping = node();
      if (stopping != null) {
        became(null);
        stopping.close();
      }
    }
  }

  /**
   * Ends what {@link #startNode} began after its blocks were given to the nodes that own them next,
   * see {@link StorageNode#decommission}. Nothing when this JVM is no storage node.
   *
   * @param limit how long the handing over may take
   */
  public static void decommissionNode(Duration limit) throws IOException {
    synchronized (STARTING) {
      StorageNode leaving = node();
      if (leaving != null) {
        try {
          var ignored = leaving.decommission(limit);
        } finally {
          became(null);
        }
      }
    }
  }

  /** The storage node of this JVM; null when there is none. */
  public static synchronized @Nullable StorageNode node() {
    return node;
  }

  /**
   * Makes this JVM a client of a cluster: file systems opened from now on read through it.
   *
   * @param settings all of {@link CacheOptions#ALL}, with {@link CacheOptions#CLUSTER_SEEDS} set
   * @throws HandshakeException when the cluster refuses this process
   */
  public static synchronized ClusterClient join(Settings settings, String user)
      throws HandshakeException {
    leave();
    joined = ClusterClient.connect(access(settings), user, SESSION, settings, METRICS);
    generation++;
    return joined;
  }

  /**
   * A client that watches a cluster and does not make this JVM read through it; it counts for
   * itself. The caller closes it.
   *
   * @param settings all of {@link CacheOptions#ALL}, with {@link CacheOptions#CLUSTER_SEEDS} set
   * @throws HandshakeException when the cluster refuses this process
   */
  public static ClusterClient observe(Settings settings, String user) throws HandshakeException {
    return ClusterClient.connect(
        access(settings), user, UUID.randomUUID(), settings, new Metrics());
  }

  /**
   * Ends what {@link #join} began. File systems that are open read from their under stores then.
   */
  public static synchronized void leave() {
    if (joined != null) {
      joined.close();
      joined = null;
      generation++;
    }
  }

  private static synchronized void became(@Nullable StorageNode started) {
    node = started;
    generation++;
  }

  /** What the storage node of this JVM does for operators from now on, in place of its like. */
  public static void offer(NodeWork work) {
    WORKS.put(work.name(), work);
  }

  /** The work of a name; null when none was offered. */
  static @Nullable NodeWork work(String name) {
    return WORKS.get(name);
  }

  /**
   * The cluster that file systems with these settings read through, as a client, whether this JVM
   * is one of its storage nodes or not.
   *
   * @param settings all of {@link CacheOptions#ALL}
   * @return null when no cluster is configured
   * @throws HandshakeException when the cluster refuses this process
   */
  public static synchronized @Nullable ClusterClient cluster(Settings settings, String user)
      throws HandshakeException {
    if (joined != null) {
      return joined;
    }
    return settings.get(CacheOptions.CLUSTER_SEEDS).isEmpty() ? null : client(settings, user);
  }

  /**
   * The settings of the cluster that a file system reads through. They follow what the JVM becomes.
   *
   * @param settings all of {@link CacheOptions#ALL}
   */
  public static KnownSettings settings(Settings settings, String user) {
    return new KnownSettings(settings, user);
  }

  static synchronized KnownSettings.Source settingsSource(Settings settings, String user)
      throws HandshakeException {
    if (node != null) {
      return node.settingsSource();
    }
    ClusterClient client = cluster(settings, user);
    return client == null ? KnownSettings.Source.NONE : client.settingsSource();
  }

  /** How the settings say that files are cut. */
  static BlockLayout layout(Settings settings) {
    try {
      return new BlockLayout(
          Math.toIntExact(settings.get(CacheOptions.BLOCK_SIZE)),
          settings.get(CacheOptions.GROUP_SIZE));
    } catch (IllegalArgumentException | ArithmeticException bad) {
      throw new InvalidSettingsException(
          List.of(
              "%s and %s: %s"
                  .formatted(
                      CacheOptions.BLOCK_SIZE.key(),
                      CacheOptions.GROUP_SIZE.key(),
                      bad.getMessage())));
    }
  }

  /** The cluster that the settings name. */
  static ClusterAccess access(Settings settings) {
    try {
      return new ClusterAccess(
          settings.get(CacheOptions.CLUSTER_ID),
          settings.get(CacheOptions.CLUSTER_SECRET),
          layout(settings));
    } catch (InvalidSettingsException named) {
      throw named;
    } catch (IllegalArgumentException bad) {
      throw new InvalidSettingsException(List.of(String.valueOf(bad.getMessage())));
    }
  }

  static LocalOwner localOwner(
      BlockStore store, Settings settings, BlockLayout layout, String user, Metrics metrics) {
    return new LocalOwner(
        store,
        layout,
        user,
        settings.get(CacheOptions.LEASE_TIMEOUT),
        settings.get(CacheOptions.GRANT_LIFETIME),
        settings.get(CacheOptions.STATUS_SIZE),
        metrics);
  }

  /** The buffers of this process, as many as the settings ask for, or others before. */
  static BufferBudget buffers(Settings settings, int blockSize) {
    BUFFERS.raiseTo(Math.max(settings.get(CacheOptions.BUFFER_SIZE), 4L * blockSize));
    return BUFFERS;
  }

  private static ClusterClient client(Settings settings, String user) throws HandshakeException {
    ClusterAccess access = access(settings);
    String key = access.clusterId() + " " + settings.get(CacheOptions.CLUSTER_SEEDS);
    ClusterClient client = CLIENTS.get(key);
    if (client == null || !client.layout().equals(access.layout())) {
      client = ClusterClient.connect(access, user, SESSION, settings, METRICS);
      if (CLIENTS.isEmpty()) {
        Runtime.getRuntime()
            .addShutdownHook(new Thread(KindlingProcess::tellLast, "kindling-last-counters"));
      }
      CLIENTS.put(key, client);
    }
    return client;
  }

  /** A client that lives for a second has read, too. */
  private static void tellLast() {
    List<ClusterClient> clients;
    synchronized (KindlingProcess.class) {
      clients = List.copyOf(CLIENTS.values());
    }
    clients.forEach(ClusterClient::tellLastCounters);
  }

  private static ReadPlanner planner(Owners owners, BlockLayout layout, Settings settings) {
    return new ReadPlanner(
        owners, layout, METRICS, SESSION, settings, buffers(settings, layout.blockSize()));
  }
}

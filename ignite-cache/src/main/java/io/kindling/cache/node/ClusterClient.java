package io.kindling.cache.node;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.client.ClusterOwners;
import io.kindling.cache.cluster.Setting;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.thread.DaemonThreads;
import io.kindling.cache.transfer.ClusterAccess;
import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.HandshakeException;
import io.kindling.cache.transfer.Peer;
import io.kindling.cache.transfer.RemoteOwner;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM that reads through a cluster without being part of it: it knows the owner table and follows
 * its changes, and never starts Ignite. Safe for any number of threads.
 */
public final class ClusterClient implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterClient.class);
  private static final Duration REFRESH = Duration.ofSeconds(5);
  private static final Duration UPLOADS_AT_CLOSE = Duration.ofSeconds(5);
  private static final int MOST_BEHIND = 3;

  private final ClusterAccess access;
  private final List<Endpoint> seeds;
  private final String user;
  private final NodeLinks links;
  private final ClusterOwners owners;
  private final ClientSettings settings = new ClientSettings();
  private final CounterTelling telling;
  private final AtomicInteger behind = new AtomicInteger();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-owner-table"));

  private ClusterClient(
      ClusterAccess access, String user, UUID session, Settings settings, Metrics metrics) {
    this.access = access;
    this.seeds = Endpoint.parseList(settings.get(CacheOptions.CLUSTER_SEEDS));
    this.user = user;
    this.telling = new CounterTelling(metrics);
    this.links = new NodeLinks(access, session, settings, metrics);
    this.owners = new ClusterOwners(null, null, links::owner, this::refreshSoon);
    this.owners.policies(this.settings::policies);
  }

  /**
   * Joins as a client.
   *
   * @param user whose process this is
   * @param session names this JVM
   * @throws HandshakeException when a storage node refuses this client, for its secret, cluster id
   *     or sizes. A cluster that cannot be reached is no error: reads go to the under store, and
   *     the client looks again every few seconds
   */
  static ClusterClient connect(
      ClusterAccess access, String user, UUID session, Settings settings, Metrics metrics)
      throws HandshakeException {
    ClusterClient client = new ClusterClient(access, user, session, settings, metrics);
    try {
      client.refresh();
    } catch (HandshakeException refused) {
      client.close();
      throw refused;
    } catch (IOException unreachable) {
      LOG.warn(
          "{} cannot be reached now ({}); reads go to the under store until it can",
          access,
          unreachable.getMessage());
    }
    var ignored =
        client.refresher.scheduleWithFixedDelay(
            client::refreshQuietly, 0, REFRESH.toMillis(), TimeUnit.MILLISECONDS);
    return client;
  }

  /** How the cluster cuts files. */
  public BlockLayout layout() {
    return access.layout();
  }

  ClusterOwners owners() {
    return owners;
  }

  /** The cluster as this client sees it now. */
  public OwnerTable table() {
    return owners.table();
  }

  /** What an operator may ask of the cluster. */
  public ClusterOperator operator() {
    return new ClusterOperator(this, user);
  }

  /** Asks for the owner table now and takes it over. */
  public void refresh() throws IOException {
    IOException failure = null;
    for (StorageNodeInfo node : owners.table().nodes()) {
      try {
        OwnerTable answer = owners.remote(node).table(user);
        if (answer.size() > 0) {
          follow(answer);
          return;
        }
        failure = new IOException(node + " is out of its cluster");
      } catch (IOException failed) {
        failure = failed;
      }
    }
    for (Endpoint endpoint : seeds) {
      try {
        owners.replace(ask(endpoint));
        return;
      } catch (IOException failed) {
        failure = failed;
      }
    }
    if (failure != null) {
      Throwable cause = failure.getCause();
      throw cause instanceof HandshakeException refused ? refused : failure;
    }
  }

  /**
   * Takes a table from a storage node. After a cut the side that goes on may have the lower epoch;
   * a node that is behind for longer than any table travels is not behind.
   */
  private void follow(OwnerTable answer) {
    if (answer.epoch() >= owners.epoch()) {
      behind.set(0);
      owners.offer(answer);
    } else if (behind.incrementAndGet() > MOST_BEHIND) {
      behind.set(0);
      owners.replace(answer);
    }
  }

  /** Asks a seed, of which only the endpoint is known; its table says who it is. */
  private OwnerTable ask(Endpoint seed) throws IOException {
    StorageNodeInfo node = new StorageNodeInfo(NodeIdentity.random(), seed.host(), seed.port());
    try (RemoteOwner owner = links.owner(node, owners)) {
      return owner.table(user);
    }
  }

  private void refreshSoon() {
    if (refreshing.compareAndSet(false, true)) {
      try {
        refresher.execute(
            () -> {
              refreshing.set(false);
              refreshQuietly();
            });
      } catch (RejectedExecutionException closed) {
        LOG.debug("closed while a storage node was suspected");
      }
    }
  }

  private void refreshQuietly() {
    try {
      refresh();
      if (owners.table().size() > 0) {
        boolean ignored = anyNode(settings::follow);
        tellCounters();
      }
    } catch (IOException | RuntimeException failed) {
      LOG.debug("the owner table of {} could not be refreshed", access, failed);
    }
  }

  /** What this client has heard of the settings, and how it hears more. */
  KnownSettings.Source settingsSource() {
    return new KnownSettings.Source() {
      @Override
      public long changes() {
        return settings.changes();
      }

      @Override
      public Map<String, byte[]> values() {
        return settings.values();
      }

      @Override
      public void ask() {
        try {
          if (owners.table().size() > 0) {
            boolean ignored = anyNode(settings::follow);
          }
        } catch (IOException unheard) {
          LOG.debug("the settings of {} could not be asked for", access, unheard);
        }
      }
    };
  }

  /**
   * The counters of every storage node.
   *
   * @throws IOException when one does not answer
   */
  public Map<StorageNodeInfo, MetricsSnapshot> counters() throws IOException {
    return owners.counters(user);
  }

  /**
   * The settings of the cluster, as the first storage node that answers knows them; removed keys
   * are left out.
   *
   * @throws IOException when no storage node answers
   */
  public Map<String, byte[]> settings() throws IOException {
    return anyNode(ClientSettings::read);
  }

  /**
   * Writes a setting for all nodes, which keep it over restarts where they have a directory.
   *
   * @param value at most {@link Setting#MOST_BYTES}
   * @throws IOException when no storage node answers, or it refuses
   */
  public void putSetting(String key, byte[] value) throws IOException {
    write(key, Setting.Kind.VALUE, value);
  }

  /** Removes a setting, as {@link #putSetting} writes one. */
  public void removeSetting(String key) throws IOException {
    write(key, Setting.Kind.REMOVED, new byte[0]);
  }

  /**
   * Sets what holds for a path on all nodes: eviction, pin, time to live, quota, admission,
   * replicas.
   *
   * @param path canonical under-store URI, of a folder with a closing slash
   * @throws IOException when no storage node answers, or it refuses
   */
  public void setPolicy(String path, PathPolicy policy) throws IOException {
    putSetting(PolicySettings.key(path), PolicySettings.value(path, policy));
  }

  /**
   * Changes what is set for a path. What is left of it when it says the same as the folders above
   * is removed, so that it follows them again.
   *
   * @param path canonical under-store URI, of a folder with a closing slash
   * @return what holds for the path now
   */
  public PathPolicy changePolicy(String path, UnaryOperator<PathPolicy> change) throws IOException {
    PathPolicies policies = policies();
    PathPolicy changed = change.apply(policies.of(path));
    if (!changed.equals(policies.without(path).of(path))) {
      setPolicy(path, changed);
    } else if (policies.byPath().containsKey(path)) {
      removePolicy(path);
    }
    return changed;
  }

  /** Ends what {@link #setPolicy} set for this very path. */
  public void removePolicy(String path) throws IOException {
    removeSetting(PolicySettings.key(path));
  }

  /**
   * The policies of all paths, as the first storage node that answers knows them.
   *
   * @throws IOException when no storage node answers
   */
  public PathPolicies policies() throws IOException {
    return PolicySettings.in(settings());
  }

  private void write(String key, Setting.Kind kind, byte[] value) throws IOException {
    String refusal = anyNode(connection -> ClientSettings.write(connection, key, kind, value));
    if (!refusal.isEmpty()) {
      throw new IOException("setting " + key + " was refused: " + refusal);
    }
  }

  /** A JVM that is a storage node tells by its own report. */
  private void tellCounters() throws IOException {
    if (telling.isDue() && KindlingProcess.node() == null) {
      boolean ignored = anyNode(telling::tell);
    }
  }

  /** Tells what was counted since the last time, now, when there is somebody to tell. */
  void tellLastCounters() {
    if (owners.table().size() == 0) {
      return;
    }
    try {
      tellCounters();
    } catch (IOException | RuntimeException untold) {
      LOG.debug("the last counters of this client are not told", untold);
    }
  }

  private <T> T anyNode(Peer.Exchange<T> exchange) throws IOException {
    IOException failure = new IOException(access + " has no storage node now");
    for (StorageNodeInfo node : owners.table().nodes()) {
      try {
        return owners.remote(node).call(user, exchange);
      } catch (IOException unavailable) {
        failure = unavailable;
      }
    }
    throw failure;
  }

  /** Hands over what is on its way for a few seconds at most, then ends all connections. */
  @Override
  public void close() {
    refresher.shutdownNow();
    try {
      if (!links.drain(UPLOADS_AT_CLOSE)) {
        LOG.warn("blocks on their way to their owners were given up at close");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    tellLastCounters();
    links.close();
    owners.close();
  }
}

package io.kindling.cache.node;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.client.ClusterOwners;
import io.kindling.cache.cluster.LastingMembership;
import io.kindling.cache.cluster.MembershipListener;
import io.kindling.cache.cluster.MembershipSettings;
import io.kindling.cache.cluster.SettingsMap;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.TierUse;
import io.kindling.cache.store.TieredStore;
import io.kindling.cache.transfer.BlockService;
import io.kindling.cache.transfer.ClusterAccess;
import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.Listener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a cluster: a block store, the server that hands its blocks out, and the membership
 * that says who owns what. Embedded in a Spark executor or in a JVM of its own alike. Safe for any
 * number of threads.
 */
public final class StorageNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StorageNode.class);
  private static final Duration UPLOADS_AT_CLOSE = Duration.ofSeconds(2);

  private final LocalOwner owner;
  private final BlockLayout layout;
  private final Metrics metrics;
  private final String user;
  private final JvmLimits limits;
  private final NodeLinks links;
  private final ClusterOwners owners;
  private final Listener listener;
  private final StorageNodeInfo info;
  private final BlockMoves moves;
  private final NodeSettings settings;
  private final long handoverRate;
  private final LastingMembership membership;
  private final ToldCounters told = new ToldCounters(System::nanoTime);
  private boolean closed;

  private StorageNode(
      BlockStore store,
      NodePlace place,
      Settings settings,
      Supplier<List<Endpoint>> registries,
      Metrics metrics,
      UUID session)
      throws IOException {
    ClusterAccess access = KindlingProcess.access(settings);
    this.layout = access.layout();
    this.metrics = metrics;
    this.user = place.user();
    this.limits = JvmLimits.of(settings, memoryTier(store));
    this.owner = KindlingProcess.localOwner(store, settings, layout, place.user(), metrics);
    this.links = new NodeLinks(access, session, settings, metrics);
    NodeIdentity identity =
        store instanceof TieredStore tiered ? tiered.identity() : NodeIdentity.random();
    this.owners =
        new ClusterOwners(
            owner,
            identity,
            links::owner,
            // The membership will tell.
            () -> {});
    this.owners.policies(store::policies);
    this.moves = new BlockMoves(owner, layout, identity, links::peer, settings, metrics);
    this.settings = new NodeSettings(identity, settings, store, moves.exchange()::peer);
    Duration patience = settings.get(CacheOptions.PEER_TIMEOUT);
    this.listener =
        Listener.start(
            place.host(),
            settings.get(CacheOptions.TRANSFER_PORT),
            settings.get(CacheOptions.SOCKET_DIRECTORY),
            access,
            patience,
            new NodeService(
                new BlockService(owner, layout, owners::table, metrics),
                owner,
                layout,
                this.settings.map(),
                moves.replicator(),
                new OperatorService(
                    store,
                    owner.hotFolders(),
                    this::report,
                    this::others,
                    moves.exchange()::peer,
                    KindlingProcess::work),
                told),
            metrics);
    this.info =
        new StorageNodeInfo(
            identity,
            place.host(),
            listener.endpoint().port(),
            listener.localSocket(),
            place.executor());
    MembershipSettings stay =
        new MembershipSettings(
            access,
            info,
            place.host(),
            settings.get(CacheOptions.DISCOVERY_PORT),
            settings.get(CacheOptions.COMMUNICATION_PORT),
            MembershipSettings.START_LIMIT);
    this.settings.start();
    StoreGauges.of(store).tell(metrics);
    metrics.gauge(Metric.STORAGE_NODES, () -> owners.table().size());
    this.handoverRate = settings.get(CacheOptions.HANDOVER_RATE);
    this.membership = LastingMembership.by(registries, stay, patience, new TableFollower());
  }

  private static long memoryTier(BlockStore store) {
    return store.tiers().stream()
        .filter(tier -> tier.name().equals(TierUse.MEMORY))
        .mapToLong(TierUse::capacity)
        .sum();
  }

  /**
   * Starts a node and enters the cluster. When this fails, nothing is left behind.
   *
   * @param registries the seed registries there are now; none: the node founds a cluster
   * @throws IOException when a port cannot be had or the cluster refuses or does not answer
   */
  static StorageNode start(
      NodePlace place,
      Settings settings,
      Supplier<List<Endpoint>> registries,
      Metrics metrics,
      UUID session)
      throws IOException {
    BlockStore store =
        LocalStores.ofNode(settings, KindlingProcess.access(settings).layout(), metrics);
    StorageNode node;
    try {
      node =
          new StorageNode(
              store, place.configured(settings), settings, registries, metrics, session);
    } catch (IOException | RuntimeException failed) {
      store.close();
      throw failed;
    }
    try {
      node.membership.start();
      node.moves.start(node.membership.table());
      node.owners.offer(node.membership.table());
    } catch (IOException | RuntimeException failed) {
      node.close();
      throw failed;
    }
    LOG.info(
        "storage node {} holds up to {} MiB; its cluster {} has {} nodes",
        node.info,
        node.owner.store().capacity() >> 20,
        settings.get(CacheOptions.CLUSTER_ID),
        node.table().size());
    return node;
  }

  /** What the owner table says about this node. */
  public StorageNodeInfo info() {
    return info;
  }

  /** Where clients connect to. */
  public Endpoint endpoint() {
    return listener.endpoint();
  }

  /** The cluster as this node sees it now. */
  public OwnerTable table() {
    return owners.table();
  }

  KnownSettings.Source settingsSource() {
    return settings;
  }

  /** The settings of the cluster, as this node knows them; what is written is told to all. */
  public SettingsMap settings() {
    return settings.map();
  }

  /**
   * Sets what holds for a path on all nodes: eviction, pin, time to live, quota, admission,
   * replicas.
   *
   * @param path canonical under-store URI, of a folder with a closing slash
   * @throws IOException when it cannot be journalled; nothing has changed then
   */
  public void setPolicy(String path, PathPolicy policy) throws IOException {
    var ignored = settings().put(PolicySettings.key(path), PolicySettings.value(path, policy));
  }

  /** Bytes of blocks held. */
  public long used() {
    return owner.store().used();
  }

  /** Bytes of blocks that may be held. */
  public long capacity() {
    return owner.store().capacity();
  }

  /** Handles on blocks that are open now. */
  public long openHandles() {
    return owner.store().openHandles();
  }

  /** What was counted in this JVM so far. */
  public MetricsSnapshot metrics() {
    return metrics.snapshot();
  }

  /** How the node is now. */
  public NodeReport report() {
    BlockStore store = owner.store();
    OwnerTable table = table();
    return new NodeReport(
        NodeProcess.current(user, limits),
        table.epoch(),
        table.size(),
        store.tiers(),
        store.openHandles(),
        store.workingSet(),
        metrics.snapshot(),
        told.all(),
        List.copyOf(metrics.faults()));
  }

  private List<StorageNodeInfo> others() {
    return table().nodes().stream()
        .filter(node -> !node.identity().equals(info.identity()))
        .toList();
  }

  BlockLayout layout() {
    return layout;
  }

  ClusterOwners owners() {
    return owners;
  }

  /**
   * Gives the blocks to the nodes that will own them, at most {@link CacheOptions#HANDOVER_RATE}
   * bytes a second, then leaves the cluster and closes the node. Readers are served until then, so
   * nothing that was handed over is asked of the under store again. Returns when the node is
   * closed; what Spark's decommissioning of an executor calls.
   *
   * @param limit how long the handing over may take; what is left then is given up
   */
  public Handover.Result decommission(Duration limit) throws InterruptedIOException {
    try {
      Handover.Result result =
          new Handover(
                  owner,
                  layout,
                  moves.exchange(),
                  table(),
                  info.identity(),
                  handoverRate,
                  limit,
                  metrics)
              .run();
      LOG.info("{} has handed over before leaving: {}", info, result);
      return result;
    } finally {
      close();
    }
  }

  /** Leaves the cluster, then ends the connections and frees the store. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    moves.stopReplication();
    membership.close();
    try {
      if (!links.drain(UPLOADS_AT_CLOSE)) {
        LOG.warn("{} gave up blocks that were on their way to other nodes", info);
      }
      listener.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IOException unclosed) {
      LOG.warn("transfer server of {} did not close: {}", info, unclosed.toString());
    }
    links.close();
    settings.close();
    moves.close();
    owners.close();
    StoreGauges.nothing(metrics);
    metrics.gauge(Metric.STORAGE_NODES, () -> 0);
    owner.store().close();
  }

  /** Takes over every table; alone again when the node falls out of its cluster. */
  private final class TableFollower implements MembershipListener {

    @Override
    public void changed(OwnerTable table) {
      moves.changed(table);
      settings.changed(table);
      // Not offered: after a cut the table of the side that goes on may have the lower epoch.
      owners.replace(table);
      LOG.info("owner table {}: {} storage nodes", table.epoch(), table.size());
    }

    @Override
    public void lost(String reason) {
      LOG.warn(
          "{} is out of its cluster and caches for its own JVM until it is back: {}", info, reason);
      moves.lost();
      owners.replace(OwnerTable.EMPTY);
    }
  }
}

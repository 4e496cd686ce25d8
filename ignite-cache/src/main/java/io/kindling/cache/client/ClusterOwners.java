package io.kindling.cache.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.Placement;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.transfer.RemoteOwner;
import io.kindling.cache.transfer.TableWatch;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owners of a cluster by its current {@link OwnerTable}. Safe for any number of threads; a read
 * in flight finishes with the table it began with.
 */
public final class ClusterOwners implements Owners, TableWatch, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterOwners.class);

  /** Of groups beyond it the owner alone is asked. */
  private static final long MOST_REPLICATED = 100_000;

  private final @Nullable LocalOwner local;
  private final @Nullable NodeIdentity self;
  private final BiFunction<StorageNodeInfo, TableWatch, RemoteOwner> connector;
  private final Runnable onSuspicion;
  private final Map<StorageNodeInfo, RemoteOwner> remotes = new ConcurrentHashMap<>();
  private final Cache<GroupId, Integer> replicas =
      Caffeine.newBuilder().maximumSize(MOST_REPLICATED).build();
  private volatile Placement placement = Placement.over(OwnerTable.EMPTY);
  private volatile Supplier<PathPolicies> policies = () -> PathPolicies.NONE;

  /** Whether any group was ever said to have replicas. */
  private volatile boolean replicated;

  /**
   * Owners of a table that is still empty.
   *
   * @param local this JVM's store, null in a client
   * @param self the identity of this JVM's storage node, null in a client
   * @param connector makes the owner for a node
   * @param onSuspicion called when a node could not be asked; must return at once
   */
  public ClusterOwners(
      @Nullable LocalOwner local,
      @Nullable NodeIdentity self,
      BiFunction<StorageNodeInfo, TableWatch, RemoteOwner> connector,
      Runnable onSuspicion) {
    this.local = local;
    this.self = self;
    this.connector = connector;
    this.onSuspicion = onSuspicion;
  }

  @Override
  public @Nullable LocalOwner local() {
    return local;
  }

  /** The table in use. */
  public OwnerTable table() {
    return placement.table();
  }

  @Override
  public long epoch() {
    return placement.table().epoch();
  }

  @Override
  public void offer(OwnerTable table) {
    if (table.epoch() > epoch()) {
      replace(table);
    }
  }

  /** Takes a table whatever its epoch, as after the cluster was started anew. */
  public synchronized void replace(OwnerTable table) {
    placement = Placement.over(table);
    Set<StorageNodeInfo> gone = new HashSet<>(remotes.keySet());
    gone.removeAll(Set.copyOf(table.nodes()));
    for (StorageNodeInfo node : gone) {
      RemoteOwner owner = remotes.remove(node);
      if (owner != null) {
        close(owner);
      }
    }
    if (local != null) {
      forgetWhatOthersOwn(local, placement);
    }
  }

  private void forgetWhatOthersOwn(LocalOwner owner, Placement now) {
    Runnable work =
        () ->
            owner
                .statuses()
                .retain(
                    file -> {
                      StorageNodeInfo node = now.owner(file, 0);
                      return node != null && node.identity().equals(self);
                    });
    if (!BackgroundFetches.start(work)) {
      work.run();
    }
  }

  @Override
  public void suspect(StorageNodeInfo node) {
    onSuspicion.run();
  }

  @Override
  public @Nullable BlockOwner owner(GroupId group, int rank) {
    Placement now = placement;
    if (rank == 0) {
      StorageNodeInfo best = now.owner(group);
      return best == null ? local : at(best);
    }
    List<StorageNodeInfo> ranked = now.owners(group, rank + 1);
    return rank < ranked.size() ? at(ranked.get(rank)) : null;
  }

  @Override
  public List<BlockOwner> all() {
    List<BlockOwner> all = new ArrayList<>();
    for (StorageNodeInfo node : table().nodes()) {
      all.add(at(node));
    }
    if (all.isEmpty() && local != null) {
      all.add(local);
    }
    return all;
  }

  private BlockOwner at(StorageNodeInfo node) {
    if (local != null && node.identity().equals(self)) {
      return local;
    }
    return remote(node);
  }

  /** A storage node of the table, with the connections that this JVM keeps to it. */
  public RemoteOwner remote(StorageNodeInfo node) {
    return remotes.computeIfAbsent(node, key -> connector.apply(key, this));
  }

  /** The nodes that rank best for a group, its owner first. */
  public List<StorageNodeInfo> ranked(GroupId group, int count) {
    return placement.owners(group, count);
  }

  @Override
  public @Nullable StorageNodeInfo node(GroupId group) {
    return placement.owner(group);
  }

  /** Where the policies of paths are found that say how many nodes should hold a group. */
  public void policies(Supplier<PathPolicies> source) {
    policies = source;
  }

  @Override
  public int replicas(GroupId group) {
    Integer known = replicated ? replicas.getIfPresent(group) : null;
    return known == null ? 1 : known;
  }

  @Override
  public void learned(GroupId group, int count) {
    if (count > 1) {
      replicated = true;
      replicas.put(group, count);
    } else if (replicated) {
      replicas.invalidate(group);
    }
  }

  @Override
  public List<StorageNodeInfo> nodes(GroupId group, String uri) {
    int count = Math.max(replicas(group), policies.get().of(uri).fewestReplicas());
    return placement.owners(group, count);
  }

  /** The counters of every storage node that answers, this JVM's own excluded. */
  public Map<StorageNodeInfo, MetricsSnapshot> counters(String user) throws IOException {
    Map<StorageNodeInfo, MetricsSnapshot> result = new LinkedHashMap<>();
    for (StorageNodeInfo node : table().nodes()) {
      if (!node.identity().equals(self)) {
        result.put(node, remote(node).counters(user));
      }
    }
    return result;
  }

  @Override
  public synchronized void close() {
    remotes.values().forEach(ClusterOwners::close);
    remotes.clear();
  }

  private static void close(RemoteOwner owner) {
    try {
      owner.close();
    } catch (IOException unclosed) {
      LOG.debug("connections to {} did not close", owner.describe(), unclosed);
    }
  }
}

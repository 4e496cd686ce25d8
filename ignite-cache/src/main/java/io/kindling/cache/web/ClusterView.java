package io.kindling.cache.web;

import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.node.NodeReport;
import io.kindling.cache.owner.HotFolders;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.store.Departure;
import java.util.List;
import java.util.Objects;

/**
 * A cluster at one moment, as its nodes report it.
 *
 * @param millis when, since 1970
 * @param id its name
 * @param epoch of the owner table
 * @param nodes what each answered
 * @param departures what left the tiers, what left last at first
 * @param hot what is read most, the hottest first, over all nodes
 * @param jobs load jobs, the latest first
 * @param mounts made in the cluster at run time, or known to this process by its options
 * @param policies what is set for paths
 * @param problem why some of this is missing or old; empty when nothing is
 */
public record ClusterView(
    long millis,
    String id,
    long epoch,
    List<NodeAnswer<NodeReport>> nodes,
    List<Left> departures,
    List<HotFolders.Hot> hot,
    List<LoadJobView> jobs,
    List<MountView> mounts,
    PathPolicies policies,
    String problem) {

  public ClusterView {
    nodes = List.copyOf(nodes);
    departures = List.copyOf(departures);
    hot = List.copyOf(hot);
    jobs = List.copyOf(jobs);
    mounts = List.copyOf(mounts);
  }

  /** Blocks that left a tier of a node. */
  public record Left(StorageNodeInfo node, Departure departure) {}

  /**
   * A mount.
   *
   * @param path as users see it, such as {@code cache:///photos}
   * @param store URI of the folder in the under store
   */
  public record MountView(String path, String store) {}

  /** The nodes that answered. */
  List<NodeReport> reports() {
    return nodes.stream().map(NodeAnswer::answer).filter(Objects::nonNull).toList();
  }

  /** What all nodes that answered, and all clients that told them, have counted. */
  MetricsSnapshot counters() {
    MetricsSnapshot sum = MetricsSnapshot.zero();
    for (NodeReport report : reports()) {
      sum = sum.plus(report.counters()).plus(report.clients().counters());
    }
    return sum;
  }
}

package io.kindling.cache.replica;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.metrics.Heat;
import io.kindling.cache.owner.MovingBlocks;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.PathPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives groups that are read often to more nodes, and takes them back when they are cold. Each
 * owner decides for its own groups, by what it serves of them and what those serve that help it.
 * For one thread.
 */
final class HotGroups {

  private static final Logger LOG = LoggerFactory.getLogger(HotGroups.class);

  private final MovingBlocks moving;
  private final NodeIdentity self;
  private final Heat<HeldGroup> heat;
  private final ReplicaCounts counts;
  private final Copier copier;
  private final ReplicaPeers peers;
  private final ReplicaSettings settings;

  HotGroups(
      MovingBlocks moving,
      NodeIdentity self,
      Heat<HeldGroup> heat,
      ReplicaCounts counts,
      Copier copier,
      ReplicaPeers peers,
      ReplicaSettings settings) {
    this.moving = moving;
    this.self = self;
    this.heat = heat;
    this.counts = counts;
    this.copier = copier;
    this.peers = peers;
    this.settings = settings;
  }

  /** A group that may get or lose nodes. */
  private static final class Candidate {
    final HeldGroup group;
    final BlockOrigin origin;
    final PathPolicy policy;
    final List<StorageNodeInfo> nodes;
    final int now;
    double rate;

    Candidate(
        HeldGroup group,
        BlockOrigin origin,
        PathPolicy policy,
        List<StorageNodeInfo> nodes,
        int now,
        double rate) {
      this.group = group;
      this.origin = origin;
      this.policy = policy;
      this.nodes = nodes;
      this.now = Math.min(now, nodes.size());
      this.rate = rate;
    }
  }

  /** Looks at the rates once. */
  void look() throws InterruptedIOException {
    List<Candidate> candidates = candidates();
    addRatesOfHelpers(candidates);
    Map<StorageNodeInfo, List<HeldGroup>> released = new HashMap<>();
    for (Candidate each : candidates) {
      int fewest = Math.min(each.policy.fewestReplicas(), each.nodes.size());
      int most = Math.min(each.policy.mostReplicas(), each.nodes.size());
      int wanted = settings.wanted(each.rate, each.now, fewest, most);
      if (wanted > fewest) {
        counts.hot().put(each.group, wanted);
      } else {
        counts.hot().remove(each.group);
      }
      if (wanted > each.now) {
        LOG.debug("{} is read at {} B/s: {} nodes", each.origin.uri(), (long) each.rate, wanted);
        copier.spread(each.group, each.origin, wanted);
      } else if (wanted < each.now) {
        counts.made(each.group, wanted);
        for (StorageNodeInfo node : each.nodes.subList(wanted, each.now)) {
          released.computeIfAbsent(node, key -> new ArrayList<>()).add(each.group);
        }
      }
    }
    for (Map.Entry<StorageNodeInfo, List<HeldGroup>> each : released.entrySet()) {
      release(each.getKey(), each.getValue());
    }
  }

  private List<Candidate> candidates() {
    Set<HeldGroup> groups = new HashSet<>(counts.hot().keySet());
    groups.addAll(heat.above(settings.hotRate() / 4.0));
    List<Candidate> candidates = new ArrayList<>();
    for (HeldGroup group : groups) {
      BlockOrigin origin = moving.origin(group.version());
      PathPolicy policy = counts.policies().of(origin.uri());
      int now = Math.max(counts.hot().getOrDefault(group, 1), policy.fewestReplicas());
      List<StorageNodeInfo> nodes =
          origin.uri().isEmpty()
              ? List.of()
              : copier.nodes(group, origin, Math.max(now, policy.mostReplicas()));
      if (nodes.isEmpty() || !nodes.get(0).identity().equals(self)) {
        // Another node's now: what it does not ask for goes by itself.
        counts.hot().remove(group);
      } else {
        candidates.add(new Candidate(group, origin, policy, nodes, now, heat.rate(group)));
      }
    }
    return candidates;
  }

  /** Asks the nodes that hold replicas what is read from them. */
  private void addRatesOfHelpers(List<Candidate> candidates) throws InterruptedIOException {
    Map<StorageNodeInfo, List<Candidate>> questions = new HashMap<>();
    for (Candidate each : candidates) {
      for (StorageNodeInfo node : each.nodes.subList(1, Math.max(1, each.now))) {
        questions.computeIfAbsent(node, key -> new ArrayList<>()).add(each);
      }
    }
    for (Map.Entry<StorageNodeInfo, List<Candidate>> question : questions.entrySet()) {
      List<Candidate> asked = question.getValue();
      try {
        double[] rates =
            peers.rates(question.getKey(), asked.stream().map(each -> each.group).toList());
        for (int index = 0; index < rates.length; index++) {
          asked.get(index).rate += rates[index];
        }
      } catch (InterruptedIOException interrupted) {
        throw interrupted;
      } catch (IOException unavailable) {
        LOG.debug("{} tells no rates: {}", question.getKey(), unavailable.toString());
      }
    }
  }

  private void release(StorageNodeInfo node, List<HeldGroup> groups) throws InterruptedIOException {
    try {
      peers.release(node, groups);
    } catch (InterruptedIOException interrupted) {
      throw interrupted;
    } catch (IOException unavailable) {
      LOG.debug("{} was not told that replicas may go: {}", node, unavailable.toString());
    }
  }
}

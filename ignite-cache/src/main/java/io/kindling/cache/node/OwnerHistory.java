package io.kindling.cache.node;

import io.kindling.cache.block.GroupId;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.Placement;
import io.kindling.cache.placement.StorageNodeInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Who owned what before the owner table changed, for a while. A node that enters a cluster knows no
 * earlier table; its first one without itself says who owned its groups until then. Safe for any
 * number of threads.
 */
final class OwnerHistory {

  /** Long enough for a job to come back to most of what it reads. */
  static final Duration KEPT = Duration.ofMinutes(10);

  /** A cluster that comes up changes often; what matters is who has been there for longer. */
  private static final int MOST = 16;

  /** More questions cost a miss more than they bring. */
  private static final int MOST_ASKED = 3;

  /** The owner, and the one before it, should the owner itself have been new. */
  private static final int RANKS = 2;

  private final NodeIdentity self;
  private final LongSupplier nanoClock;
  private volatile List<Past> pasts = List.of();
  private volatile OwnerTable now = OwnerTable.EMPTY;

  OwnerHistory(NodeIdentity self, LongSupplier nanoClock) {
    this.self = self;
    this.nanoClock = nanoClock;
  }

  /** A new table counts, the empty one when the node is outside. */
  synchronized void changed(OwnerTable next) {
    OwnerTable before = now;
    if (next.equals(before)) {
      return;
    }
    if (before.size() == 0) {
      before =
          new OwnerTable(
              0, next.nodes().stream().filter(node -> !node.identity().equals(self)).toList());
    }
    List<Past> kept = new ArrayList<>();
    if (before.size() > 0 && next.size() > 0) {
      kept.add(new Past(Placement.over(before), nanoClock.getAsLong()));
    }
    for (Past past : pasts) {
      if (kept.size() < MOST && isRecent(past)) {
        kept.add(past);
      }
    }
    pasts = List.copyOf(kept);
    now = next;
  }

  private boolean isRecent(Past past) {
    return nanoClock.getAsLong() - past.ended < KEPT.toNanos();
  }

  /** Other nodes of the cluster that owned the group lately, the latest first. */
  List<StorageNodeInfo> formerOwners(GroupId group) {
    List<StorageNodeInfo> found = new ArrayList<>(0);
    OwnerTable present = now;
    for (int rank = 0; rank < RANKS; rank++) {
      for (Past past : pasts) {
        if (isRecent(past)) {
          List<StorageNodeInfo> owners = past.placement.owners(group, RANKS);
          if (rank < owners.size()) {
            add(owners.get(rank).identity(), present, found);
          }
        }
      }
    }
    return found;
  }

  /** A node that came back meanwhile has the blocks it had, perhaps at another port. */
  private void add(NodeIdentity node, OwnerTable present, List<StorageNodeInfo> found) {
    StorageNodeInfo living = node.equals(self) ? null : present.find(node);
    if (living != null && !found.contains(living) && found.size() < MOST_ASKED) {
      found.add(living);
    }
  }

  private record Past(Placement placement, long ended) {}
}

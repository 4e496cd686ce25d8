package io.kindling.cache.client;

import io.kindling.cache.block.GroupId;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.placement.StorageNodeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who owns which group, as this JVM sees the cluster now. Safe for any number of threads. */
public interface Owners {

  /** The store of this JVM; null in a client without one. */
  @Nullable LocalOwner local();

  /**
   * Whom to ask for a group.
   *
   * @param rank 0 is the owner, 1 the next best when the owner cannot be asked, and so on
   * @return null when there is no such owner
   */
  @Nullable BlockOwner owner(GroupId group, int rank);

  /** Every owner there is now. */
  List<BlockOwner> all();

  /**
   * How many nodes hold a group as far as this JVM knows, the best ranked ones; 1 when only the
   * owner is known to.
   */
  default int replicas(GroupId group) {
    return 1;
  }

  /** So many nodes were said to hold the group, or were found not to. */
  default void learned(GroupId group, int replicas) {}

  /**
   * The storage nodes that hold a group as far as is known without asking them, its owner first.
   *
   * @param uri canonical under-store URI of the file, whose policy tells how many there should be
   * @return empty without a cluster
   */
  default List<StorageNodeInfo> nodes(GroupId group, String uri) {
    StorageNodeInfo node = node(group);
    return node == null ? List.of() : List.of(node);
  }

  /** The storage node that owns a group; null without a cluster. */
  @Nullable StorageNodeInfo node(GroupId group);
}

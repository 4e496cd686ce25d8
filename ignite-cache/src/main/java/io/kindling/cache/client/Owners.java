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

  /** The storage node that owns a group; null without a cluster. */
  @Nullable StorageNodeInfo node(GroupId group);
}

package io.kindling.cache.client;

import io.kindling.cache.block.GroupId;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.placement.StorageNodeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JVM that caches for itself.
 *
 * @param local owner of everything
 */
public record LoneOwner(LocalOwner local) implements Owners {

  @Override
  public @Nullable BlockOwner owner(GroupId group, int rank) {
    return rank == 0 ? local : null;
  }

  @Override
  public List<BlockOwner> all() {
    return List.of(local);
  }

  @Override
  public @Nullable StorageNodeInfo node(GroupId group) {
    return null;
  }
}

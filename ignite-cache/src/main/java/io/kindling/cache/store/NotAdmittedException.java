package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;

/** The settings of its path do not let a block in. */
public final class NotAdmittedException extends StoreFullException {

  NotAdmittedException(BlockId id, String uri) {
    super("block " + id + " of " + uri + " is not admitted by the policy of its path");
  }
}

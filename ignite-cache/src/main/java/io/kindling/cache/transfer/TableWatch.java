package io.kindling.cache.transfer;

import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;

/** Who in this JVM follows the owner table. Safe for any thread. */
public interface TableWatch {

  /** Epoch of the table in use. */
  long epoch();

  /** A storage node has sent a newer table. */
  void offer(OwnerTable table);

  /** A storage node could not be asked; the table may be out of date. */
  void suspect(StorageNodeInfo node);
}

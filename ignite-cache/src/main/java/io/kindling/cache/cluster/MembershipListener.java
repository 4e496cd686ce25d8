package io.kindling.cache.cluster;

import io.kindling.cache.placement.OwnerTable;

/** Told what happens to a {@link Membership}. */
public interface MembershipListener {

  /** The cluster's nodes are now those of {@code table}, whose epoch is above any told before. */
  void changed(OwnerTable table);

  /**
   * The node fell out of its cluster and will not come back by itself; its blocks must not be
   * served as an owner's any more.
   *
   * @param reason one line for a log
   */
  void lost(String reason);
}

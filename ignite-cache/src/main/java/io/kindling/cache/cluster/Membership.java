package io.kindling.cache.cluster;

import io.kindling.cache.placement.OwnerTable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;

/**
 * A storage node's place in its cluster: what makes the {@link OwnerTable} true. One object is one
 * stay; a node that fell out comes back with a new object. Safe for any number of threads.
 */
public interface Membership extends AutoCloseable {

  /** The stages of one stay, in order. */
  enum State {
    /** Not started, or starting. */
    OUTSIDE,
    /** In the cluster; the table is kept current. */
    MEMBER,
    /** Fell out: segmented, or broken by a fault. The table is the last one that was known. */
    LOST,
    /** Closed. */
    CLOSED
  }

  /**
   * Adds a listener, which is told the table first if there is one, and everything that happens
   * from then on. Listeners are called one after another, in the order of events, on a thread of
   * the membership on which they may block.
   */
  void addListener(MembershipListener listener);

  /**
   * Enters a cluster, once. Returns when this node is in the table.
   *
   * @param seeds where to look for the cluster; the implementation says what listens there
   * @throws IOException when nobody answered in time, or the cluster refused this node; the message
   *     says who and why. The membership is closed then
   */
  void start(Collection<InetSocketAddress> seeds) throws IOException;

  /** The cluster's nodes now, this one included; {@link OwnerTable#EMPTY} before the start. */
  OwnerTable table();

  /** The stage of this stay. */
  State state();

  /**
   * Where other nodes find this one, for their seeds.
   *
   * @throws IllegalStateException before the start
   */
  InetSocketAddress discoveryAddress();

  /**
   * When the cluster was founded, in milliseconds since 1970 by its founder's clock: two nodes with
   * different values are in different clusters.
   *
   * @throws IllegalStateException before the start
   */
  long founded();

  /**
   * Leaves the cluster; the other members know at once. Returns when every thread and port is given
   * back. Further calls do nothing.
   */
  @Override
  void close();
}

package io.kindling.cache.cluster;

import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.ClusterAccess;
import java.time.Duration;
import java.util.Objects;

/**
 * What a storage node must know to be a member.
 *
 * @param access id, secret and sizes of the cluster; nodes with others are refused
 * @param node what the table will say about this node
 * @param bindHost address or host name of the interface to listen on
 * @param discoveryPort TCP port, or 0 for a free one
 * @param communicationPort TCP port, or 0 for a free one
 * @param startLimit how long entering the cluster may take
 */
public record MembershipSettings(
    ClusterAccess access,
    StorageNodeInfo node,
    String bindHost,
    int discoveryPort,
    int communicationPort,
    Duration startLimit) {

  /** Ten times what a start takes when two cores start three nodes at once. */
  public static final Duration START_LIMIT = Duration.ofSeconds(30);

  public MembershipSettings {
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(node, "node");
    if (bindHost.isBlank()) {
      throw new IllegalArgumentException("a storage node needs an address or host to bind to");
    }
    checkPort("discovery", discoveryPort);
    checkPort("communication", communicationPort);
    if (startLimit.isNegative() || startLimit.isZero()) {
      throw new IllegalArgumentException("the start limit " + startLimit + " is no time");
    }
  }

  /** Free ports on the node's own host, and the usual limit. */
  public MembershipSettings(ClusterAccess access, StorageNodeInfo node) {
    this(access, node, node.host(), 0, 0, START_LIMIT);
  }

  /** The same with a start limit that is no longer than this. */
  MembershipSettings within(Duration limit) {
    return startLimit.compareTo(limit) <= 0
        ? this
        : new MembershipSettings(access, node, bindHost, discoveryPort, communicationPort, limit);
  }

  private static void checkPort(String use, int port) {
    // Ignite takes no privileged ports.
    if (port != 0 && (port < 1024 || port > 65_535)) {
      throw new IllegalArgumentException(
          use + " port " + port + " is neither 0 nor from 1024 to 65535");
    }
  }
}

package io.kindling.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.transfer.ClusterAccess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IgniteMembershipIT {

  private static final BlockLayout LAYOUT = BlockLayout.DEFAULT;

  private final List<IgniteMembership> open = new ArrayList<>();

  @AfterEach
  void leave() {
    open.forEach(IgniteMembership::close);
  }

  @Test
  void threeNodesInOneProcessHaveOneTable() throws IOException {
    IgniteMembership first = start(settings("one", "secret", LAYOUT), List.of());
    assertThat(first.table().nodes()).hasSize(1);

    IgniteMembership second =
        start(settings("one", "secret", LAYOUT), List.of(first.discoveryAddress()));
    IgniteMembership third =
        start(settings("one", "secret", LAYOUT), List.of(second.discoveryAddress()));

    await().untilAsserted(() -> assertThat(first.table()).isEqualTo(third.table()));
    await().untilAsserted(() -> assertThat(second.table()).isEqualTo(third.table()));
    assertThat(third.table().nodes()).hasSize(3);
    assertThat(second.founded()).isEqualTo(first.founded());
    long epoch = first.table().epoch();

    second.close();

    await().untilAsserted(() -> assertThat(first.table()).isEqualTo(third.table()));
    await().untilAsserted(() -> assertThat(first.table().nodes()).hasSize(2));
    assertThat(first.table().epoch()).isGreaterThan(epoch);
    assertThat(second.state()).isEqualTo(Membership.State.CLOSED);
  }

  @Test
  void nodeOfAnotherClusterIsRefused() throws IOException {
    IgniteMembership member = start(settings("one", "secret", LAYOUT), List.of());
    List<InetSocketAddress> seeds = List.of(member.discoveryAddress());

    assertThatThrownBy(() -> start(settings("two", "secret", LAYOUT), seeds))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it is of cluster 'two', not of 'one'");
    assertThatThrownBy(() -> start(settings("one", "guessed", LAYOUT), seeds))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it does not know the secret of cluster 'one'");
    assertThatThrownBy(
            () -> start(settings("one", "secret", new BlockLayout(1 << 20, 64L << 20)), seeds))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1048576 and 67108864, those of the cluster are 4194304");

    assertThat(member.table().nodes()).hasSize(1);
    assertThat(member.state()).isEqualTo(Membership.State.MEMBER);
  }

  @Test
  void closedNodesLeaveNoThreadBehind() throws IOException {
    Set<Thread> before = liveThreads();
    for (int round = 0; round < 2; round++) {
      IgniteMembership first = start(settings("one", "secret", LAYOUT), List.of());
      IgniteMembership second =
          start(settings("one", "secret", LAYOUT), List.of(first.discoveryAddress()));
      first.close();
      second.close();
    }

    await()
        .untilAsserted(
            () ->
                assertThat(liveThreads().stream().filter(thread -> !before.contains(thread)))
                    .isEmpty());
  }

  private IgniteMembership start(MembershipSettings settings, List<InetSocketAddress> seeds)
      throws IOException {
    IgniteMembership membership = new IgniteMembership(settings);
    open.add(membership);
    membership.start(seeds);
    return membership;
  }

  private static MembershipSettings settings(String cluster, String secret, BlockLayout layout) {
    return new MembershipSettings(
        new ClusterAccess(cluster, secret, layout),
        new StorageNodeInfo(NodeIdentity.random(), "127.0.0.1", 7001));
  }

  private static Set<Thread> liveThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("awaitility"))
        .collect(Collectors.toSet());
  }
}

package io.kindling.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.ClusterAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.ignite.Ignition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IgniteMembershipIT {

  private static final BlockLayout LAYOUT = BlockLayout.DEFAULT;

  private final List<IgniteMembership> open = new CopyOnWriteArrayList<>();

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
  void nodeOfAnotherClusterIsRefused() throws Exception {
    IgniteMembership member = start(settings("one", "secret", LAYOUT), List.of());
    List<InetSocketAddress> seeds = List.of(member.discoveryAddress());

    // At once: each of them waits some seconds for an answer to its farewell.
    CompletableFuture<Throwable> stranger = refusal(settings("two", "secret", LAYOUT), seeds);
    CompletableFuture<Throwable> guessing = refusal(settings("one", "guessed", LAYOUT), seeds);
    CompletableFuture<Throwable> other =
        refusal(settings("one", "secret", new BlockLayout(1 << 20, 64L << 20)), seeds);

    assertThat(stranger.get(60, TimeUnit.SECONDS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it is of cluster 'two', not of 'one'");
    assertThat(guessing.get(60, TimeUnit.SECONDS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it does not know the secret of cluster 'one'");
    assertThat(other.get(60, TimeUnit.SECONDS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1048576 and 67108864, those of the cluster are 4194304");

    assertThat(member.table().nodes()).hasSize(1);
    assertThat(member.state()).isEqualTo(Membership.State.MEMBER);
  }

  private CompletableFuture<Throwable> refusal(
      MembershipSettings settings, List<InetSocketAddress> seeds) {
    return CompletableFuture.supplyAsync(() -> catchThrowable(() -> start(settings, seeds)));
  }

  @Test
  void memberListensOnItsTwoPortsOnly() throws IOException {
    assumeTrue(OwnSockets.areKnown(), "the kernel shows no sockets");
    Set<Integer> before = OwnSockets.listening();
    int datagramBefore = OwnSockets.datagram();
    int port = freePort();
    StorageNodeInfo node = new StorageNodeInfo(NodeIdentity.random(), "127.0.0.1", 7001);
    ClusterAccess access = new ClusterAccess("one", "secret", LAYOUT);
    IgniteMembership member =
        start(
            new MembershipSettings(
                access, node, "127.0.0.1", 0, port, MembershipSettings.START_LIMIT),
            List.of());

    Set<Integer> opened = OwnSockets.listening();
    opened.removeAll(before);
    assertThat(opened).containsExactlyInAnyOrder(member.discoveryAddress().getPort(), port);
    assertThat(OwnSockets.datagram()).isEqualTo(datagramBefore);

    member.close();
    await().untilAsserted(() -> assertThat(OwnSockets.listening()).isEqualTo(before));
  }

  @Test
  void membersTellEachOtherNothingOfTheirEnvironment() throws IOException {
    start(settings("one", "secret", LAYOUT), List.of());

    assertThat(Ignition.allGrids())
        .singleElement()
        .satisfies(
            ignite ->
                assertThat(ignite.cluster().localNode().attributes())
                    .doesNotContainKeys("PATH", "java.class.path", "user.home")
                    .allSatisfy(
                        (key, value) -> assertThat(String.valueOf(value)).isNotEqualTo("secret")));
  }

  @Test
  void nodeThatFindsNobodyGivesUpInTime() throws IOException {
    int port = freePort();
    IgniteMembership lonely =
        new IgniteMembership(
            new MembershipSettings(
                new ClusterAccess("one", "secret", LAYOUT),
                new StorageNodeInfo(NodeIdentity.random(), "127.0.0.1", 7001),
                "127.0.0.1",
                0,
                0,
                Duration.ofSeconds(2)));
    open.add(lonely);
    List<InetSocketAddress> seeds =
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));

    assertThatThrownBy(() -> lonely.start(seeds))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot enter cluster 'one'")
        .hasMessageContaining(":" + port);
    assertThat(lonely.state()).isEqualTo(Membership.State.CLOSED);
  }

  @Test
  void startIsEndedByClose() throws Exception {
    int port = freePort();
    IgniteMembership lonely = new IgniteMembership(settings("one", "secret", LAYOUT));
    open.add(lonely);
    List<InetSocketAddress> seeds =
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    CompletableFuture<Void> start =
        CompletableFuture.runAsync(
            () -> assertThatThrownBy(() -> lonely.start(seeds)).hasMessageContaining("closed"));
    Thread.sleep(1_000);
    assertThat(start).isNotDone();

    lonely.close();

    start.get(10, TimeUnit.SECONDS);
  }

  @Test
  void returnedNodeReplacesItsDeadSelf() throws IOException {
    NodeIdentity identity = NodeIdentity.random();
    ClusterAccess access = new ClusterAccess("one", "secret", LAYOUT);
    IgniteMembership first = start(settings("one", "secret", LAYOUT), List.of());
    List<InetSocketAddress> seeds = List.of(first.discoveryAddress());
    start(new MembershipSettings(access, new StorageNodeInfo(identity, "127.0.0.1", 7002)), seeds);
    start(new MembershipSettings(access, new StorageNodeInfo(identity, "127.0.0.1", 7003)), seeds);

    await().untilAsserted(() -> assertThat(first.table().size()).isEqualTo(2));
    assertThat(first.table().find(identity).transferPort()).isEqualTo(7003);
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
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

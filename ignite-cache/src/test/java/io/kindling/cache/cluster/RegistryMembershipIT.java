package io.kindling.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.ClusterAccess;
import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.HandshakeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryMembershipIT {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String HOST = "127.0.0.1";
  private static final ClusterAccess ACCESS =
      new ClusterAccess("registered", "secret", BlockLayout.DEFAULT);

  private final List<RegistryMembership> open = new CopyOnWriteArrayList<>();
  private RegistryServer registry = serve(0);

  RegistryMembershipIT() throws IOException {}

  @AfterEach
  void end() throws IOException {
    open.forEach(RegistryMembership::close);
    registry.close();
  }

  @Test
  void nodesThatStartAtOnceFormOneCluster() {
    List<CompletableFuture<RegistryMembership>> starts = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      starts.add(CompletableFuture.supplyAsync(() -> start(ACCESS)));
    }
    List<RegistryMembership> nodes = starts.stream().map(CompletableFuture::join).toList();

    for (RegistryMembership node : nodes) {
      await().untilAsserted(() -> assertThat(node.table()).isEqualTo(nodes.get(0).table()));
      assertThat(node.founded()).isEqualTo(nodes.get(0).founded());
    }
    assertThat(nodes.get(0).table().nodes()).hasSize(4);
    await().untilAsserted(() -> assertThat(registry.table()).isEqualTo(nodes.get(0).table()));

    nodes.get(0).close();
    await().untilAsserted(() -> assertThat(registry.table().nodes()).hasSize(3));
  }

  @Test
  void registryThatComesBackIsToldOfTheCluster() throws IOException {
    RegistryMembership first = start(ACCESS);
    Endpoint endpoint = registry.endpoint();
    registry.close();
    // The port is free when the thread that accepted on it has noticed.
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              registry = serve(endpoint.port());
              return true;
            });

    await().untilAsserted(() -> assertThat(registry.table()).isEqualTo(first.table()));
    RegistryMembership second = start(ACCESS);

    assertThat(second.founded()).isEqualTo(first.founded());
    assertThat(first.state()).isEqualTo(Membership.State.MEMBER);
  }

  @Test
  void listenerIsToldTheTableItEntered() {
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    RegistryMembership first = create(ACCESS);
    first.addListener(
        new MembershipListener() {
          @Override
          public void changed(OwnerTable table) {
            sizes.add(table.size());
          }

          @Override
          public void lost(String reason) {
            sizes.add(-1);
          }
        });
    enter(first);
    start(ACCESS);

    await().untilAsserted(() -> assertThat(sizes).containsExactly(1, 2));
  }

  @Test
  void wrongSecretIsRefusedAtOnce() {
    RegistryMembership stranger =
        create(new ClusterAccess("registered", "guessed", BlockLayout.DEFAULT));

    assertThatThrownBy(() -> stranger.start(List.of(address())))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("wrong secret");
    assertThat(stranger.state()).isEqualTo(Membership.State.CLOSED);
  }

  @Test
  void takenPortIsNamedAtOnce() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      RegistryMembership node =
          new RegistryMembership(
              new MembershipSettings(
                  ACCESS,
                  new StorageNodeInfo(NodeIdentity.random(), HOST, 7001),
                  HOST,
                  taken.getLocalPort(),
                  0,
                  MembershipSettings.START_LIMIT),
              PATIENCE);
      open.add(node);

      assertThatThrownBy(() -> node.start(List.of(address())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " of 127.0.0.1 is taken");
    }
  }

  private static RegistryServer serve(int port) throws IOException {
    return RegistryServer.start(HOST, port, ACCESS, PATIENCE, new Metrics());
  }

  private InetSocketAddress address() {
    return InetSocketAddress.createUnresolved(HOST, registry.endpoint().port());
  }

  private RegistryMembership start(ClusterAccess access) {
    RegistryMembership membership = create(access);
    enter(membership);
    return membership;
  }

  private void enter(RegistryMembership membership) {
    try {
      membership.start(List.of(address()));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private RegistryMembership create(ClusterAccess access) {
    RegistryMembership membership =
        new RegistryMembership(
            new MembershipSettings(access, new StorageNodeInfo(NodeIdentity.random(), HOST, 7001)),
            PATIENCE);
    open.add(membership);
    return membership;
  }
}

package io.kindling.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.ClusterAccess;
import io.kindling.cache.transfer.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members that fall out come back, whatever put them out. */
class LastingMembershipIT {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String HOST = "127.0.0.1";
  private static final ClusterAccess ACCESS =
      new ClusterAccess("lasting", "secret", BlockLayout.DEFAULT);

  private final List<RegistryServer> registries = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  @AfterEach
  void end() throws IOException {
    nodes.forEach(node -> node.membership.close());
    for (RegistryServer registry : registries) {
      registry.close();
    }
  }

  @Test
  void nodeThatFellOutComesBackWithItsIdentity() throws IOException {
    Endpoint registry = serve(0);
    Node first = start(() -> List.of(registry));
    Node second = start(() -> List.of(registry));
    awaitSizes(2);

    second.current.lose("the test says so");

    await().until(() -> second.heard.contains("lost"));
    await().untilAsserted(() -> assertThat(first.membership.table().size()).isEqualTo(1));
    await().atMost(Duration.ofSeconds(20)).until(second.membership::isMember);
    awaitSizes(2);
    assertThat(first.membership.table().find(second.info.identity())).isEqualTo(second.info);
    assertThat(first.heard).doesNotContain("lost");
  }

  @Test
  void twoClustersThatGrewApartBecomeOneByTheFirstRegistry() throws IOException {
    // Each side sees one of two registries, as when the network between two hosts is cut.
    Endpoint one = serve(0);
    Endpoint other = serve(0);
    List<Endpoint> both = List.of(one, other);
    CopyOnWriteArrayList<Endpoint> seenBySecond = new CopyOnWriteArrayList<>(List.of(other));
    Node first = start(() -> both.subList(0, 1));
    Node second = start(() -> List.copyOf(seenBySecond));
    assertThat(first.current.founded()).isNotEqualTo(second.current.founded());

    seenBySecond.add(0, one);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(second.membership.table().size()).isEqualTo(2);
              assertThat(first.membership.table().size()).isEqualTo(2);
            });
    assertThat(first.heard).as("the first registry's cluster stays").doesNotContain("lost");
    assertThat(second.heard).contains("lost");
  }

  @Test
  void restartedFirstRegistryIsToldOfTheClusterByTheOthersBeforeItFoundsOne() throws IOException {
    Endpoint one = serve(0);
    Endpoint other = serve(0);
    Node first = start(() -> List.of(one, other));
    registries.get(0).close();
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> serve(one.port()).port() == one.port());

    Node second = start(() -> List.of(one, other));

    assertThat(second.current.founded()).isEqualTo(first.current.founded());
    awaitSizes(2);
    assertThat(first.heard).doesNotContain("lost");
  }

  private Endpoint serve(int port) throws IOException {
    RegistryServer registry = RegistryServer.start(HOST, port, ACCESS, PATIENCE, new Metrics());
    registries.add(registry);
    return registry.endpoint();
  }

  private Node start(Supplier<List<Endpoint>> seeds) throws IOException {
    Node node = new Node(seeds);
    nodes.add(node);
    node.membership.start();
    return node;
  }

  private void awaitSizes(int size) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(nodes)
                    .allSatisfy(
                        node -> assertThat(node.membership.table().size()).isEqualTo(size)));
  }

  private static final class Node implements MembershipListener {

    final StorageNodeInfo info = new StorageNodeInfo(NodeIdentity.random(), HOST, 7001);
    final List<String> heard = new CopyOnWriteArrayList<>();
    final LastingMembership membership;
    volatile RegistryMembership current;

    Node(Supplier<List<Endpoint>> seeds) {
      membership =
          new LastingMembership(
              () -> {
                current =
                    new RegistryMembership(new MembershipSettings(ACCESS, info), PATIENCE, seeds);
                return current;
              },
              () ->
                  seeds.get().stream()
                      .map(seed -> new InetSocketAddress(seed.host(), seed.port()))
                      .toList(),
              this);
    }

    @Override
    public void changed(OwnerTable table) {
      heard.add("table " + table.size());
    }

    @Override
    public void lost(String reason) {
      heard.add("lost");
    }
  }
}

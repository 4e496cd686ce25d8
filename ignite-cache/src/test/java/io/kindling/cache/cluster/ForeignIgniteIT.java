package io.kindling.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ignite.Ignite;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.failure.NoOpFailureHandler;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Ignite that has nothing to do with Kindling, in the same process and on the same network. */
@Tag("full")
class ForeignIgniteIT {

  private static final AtomicInteger READ = new AtomicInteger();

  @TempDir private Path directory;
  private final IgniteMembership member = new IgniteMembership(MemberProgram.settings());

  @AfterEach
  void end() {
    member.close();
    assertThat(Ignition.stop("foreign", true)).isIn(true, false);
  }

  @Test
  void foreignNodeIsRefused() throws IOException {
    member.start(List.of());

    assertThatThrownBy(() -> startForeign(member.discoveryAddress(), Map.of()))
        .hasStackTraceContaining("it is an Ignite node, but no Kindling storage node");
    assertThat(member.table().size()).isEqualTo(1);
  }

  @Test
  void objectsOfAForeignNodeAreNotRead() throws IOException {
    member.start(List.of());

    assertThatThrownBy(
            () -> startForeign(member.discoveryAddress(), Map.of("gadget", new Gadget())))
        .isInstanceOf(Exception.class);
    assertThat(READ).hasValue(0);
    assertThat(member.state()).isEqualTo(Membership.State.MEMBER);
  }

  @Test
  void foreignClusterIsNotEntered() throws IOException {
    InetSocketAddress address = freeAddress();
    Ignite foreign = startForeign(address, Map.of());

    assertThatThrownBy(() -> member.start(List.of(address)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is a stranger: it is an Ignite node, but no Kindling storage node");
    assertThat(member.table().size()).isEqualTo(0);
    assertThat(member.state()).isEqualTo(Membership.State.CLOSED);
    assertThat(foreign.cluster().nodes()).hasSize(1);
  }

  private Ignite startForeign(InetSocketAddress seed, Map<String, Object> attributes) {
    TcpDiscoveryVmIpFinder finder = new TcpDiscoveryVmIpFinder();
    finder.registerAddresses(List.of(seed));
    boolean founds = member.state() == Membership.State.OUTSIDE;
    return Ignition.start(
        new IgniteConfiguration()
            .setIgniteInstanceName("foreign")
            .setGridLogger(IgniteLogBridge.create())
            .setWorkDirectory(directory.toString())
            .setLocalHost("127.0.0.1")
            .setFailureHandler(new NoOpFailureHandler())
            .setUserAttributes(attributes)
            .setFailureDetectionTimeout(1_000)
            .setDiscoverySpi(
                new TcpDiscoverySpi()
                    .setLocalPort(founds ? seed.getPort() : freeAddress().getPort())
                    .setLocalPortRange(0)
                    .setIpFinder(finder)
                    .setJoinTimeout(1_000)
                    .setNetworkTimeout(3_000)));
  }

  private static InetSocketAddress freeAddress() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** What an attacker would send: something that acts when it is read. */
  private static final class Gadget implements Serializable {

    private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
      input.defaultReadObject();
      READ.incrementAndGet();
    }
  }
}

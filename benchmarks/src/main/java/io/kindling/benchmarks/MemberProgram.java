package io.kindling.benchmarks;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.cluster.MembershipListener;
import io.kindling.cache.cluster.MembershipSettings;
import io.kindling.cache.cluster.RegistryMembership;
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
import java.util.concurrent.CompletableFuture;

/**
 * What runs in a {@link MemberJvm}: arguments are the registry and the number of members. Says what
 * each member sees, and when; the members leave when its input ends.
 */
final class MemberProgram {

  static final String TABLE = "table";
  static final ClusterAccess ACCESS =
      new ClusterAccess("membership-trial", "known to all members", BlockLayout.DEFAULT);
  static final String HOST = "127.0.0.1";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private MemberProgram() {}

  public static void main(String[] arguments) throws IOException {
    Endpoint registry = Endpoint.parse(arguments[0]);
    List<RegistryMembership> members = new ArrayList<>();
    List<CompletableFuture<Void>> starts = new ArrayList<>();
    for (int number = 0; number < Integer.parseInt(arguments[1]); number++) {
      RegistryMembership member = member(number);
      members.add(member);
      CompletableFuture<Void> started = new CompletableFuture<>();
      starts.add(started);
      Thread thread =
          new Thread(
              () -> {
                try {
                  member.start(List.of(new InetSocketAddress(registry.host(), registry.port())));
                  started.complete(null);
                } catch (IOException | RuntimeException failed) {
                  started.completeExceptionally(failed);
                }
              });
      thread.setDaemon(true);
      thread.start();
    }
    starts.forEach(CompletableFuture::join);
    while (System.in.read() >= 0) {
      // Nothing is said; the end of the input is the end of the stay.
    }
    members.forEach(RegistryMembership::close);
    System.exit(0);
  }

  private static RegistryMembership member(int number) {
    RegistryMembership member =
        new RegistryMembership(
            new MembershipSettings(
                ACCESS,
                new StorageNodeInfo(NodeIdentity.random(), HOST, 7001),
                HOST,
                0,
                0,
                START_LIMIT),
            PATIENCE);
    member.addListener(
        new MembershipListener() {
          @Override
          public void changed(OwnerTable table) {
            say(TABLE + " " + number + " " + table.size() + " " + System.nanoTime());
          }

          @Override
          public void lost(String reason) {
            say("lost " + number + " " + reason);
          }
        });
    return member;
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }
}

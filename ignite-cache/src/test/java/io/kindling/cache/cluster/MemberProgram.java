package io.kindling.cache.cluster;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.ClusterAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A program with one member in it. Its arguments are the discovery ports of the seeds; it prints
 * what happens to the member, one event a line, and obeys the words on its standard input.
 */
final class MemberProgram {

  static final String CLUSTER = "processes";
  static final String SECRET = "known to all processes";

  private MemberProgram() {}

  public static void main(String[] ports) throws IOException {
    List<InetSocketAddress> seeds = new ArrayList<>();
    for (String port : ports) {
      seeds.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
    }
    IgniteMembership membership = new IgniteMembership(settings());
    membership.addListener(
        new MembershipListener() {
          @Override
          public void changed(OwnerTable table) {
            say("TABLE " + table.epoch() + " " + table.size());
          }

          @Override
          public void lost(String reason) {
            say("LOST " + reason);
          }
        });
    membership.start(seeds);
    say("READY " + membership.discoveryAddress().getPort());
    BufferedReader words =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String word = words.readLine(); word != null; word = words.readLine()) {
      switch (word) {
        case "throw" -> throw new IllegalStateException("thrown by the program");
        case "exit" -> System.exit(3);
        case "close" -> {
          membership.close();
          say("CLOSED");
        }
        default -> throw new IllegalArgumentException(word);
      }
    }
  }

  static MembershipSettings settings() {
    return new MembershipSettings(
        new ClusterAccess(CLUSTER, SECRET, BlockLayout.DEFAULT),
        new StorageNodeInfo(NodeIdentity.random(), "127.0.0.1", 7001));
  }

  private static synchronized void say(String line) {
    System.out.println(line);
  }
}

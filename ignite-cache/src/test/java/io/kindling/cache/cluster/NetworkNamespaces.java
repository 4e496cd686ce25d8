package io.kindling.cache.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Hosts of a network of their own on this machine: a network namespace each, all on one bridge. The
 * test's own JVM is one more host, at {@link #OWN}.
 */
public final class NetworkNamespaces implements AutoCloseable {

  public static final String OWN = "10.213.77.254";

  private static final String MARK = "k" + Long.toString(ProcessHandle.current().pid(), 36);
  private static final String BRIDGE = MARK + "b";

  private final List<String> names = new ArrayList<>();

  private NetworkNamespaces() {}

  /** Makes a network of so many hosts; the test is skipped with the reason where that cannot be. */
  public static NetworkNamespaces assumed(int hosts) throws IOException {
    NetworkNamespaces network = new NetworkNamespaces();
    try {
      network.make(hosts);
      return network;
    } catch (IOException impossible) {
      network.close();
      assumeTrue(false, "no network namespaces here: " + impossible.getMessage());
      throw impossible;
    }
  }

  private void make(int hosts) throws IOException {
    run("ip", "link", "add", BRIDGE, "type", "bridge");
    run("ip", "addr", "add", OWN + "/24", "dev", BRIDGE);
    run("ip", "link", "set", BRIDGE, "up");
    for (int host = 0; host < hosts; host++) {
      String name = MARK + host;
      run("ip", "netns", "add", name);
      names.add(name);
      run("ip", "link", "add", cable(host), "type", "veth", "peer", "name", "eth0", "netns", name);
      run("ip", "link", "set", cable(host), "master", BRIDGE);
      run("ip", "link", "set", cable(host), "up");
      run("ip", "-n", name, "addr", "add", address(host) + "/24", "dev", "eth0");
      run("ip", "-n", name, "link", "set", "eth0", "up");
      run("ip", "-n", name, "link", "set", "lo", "up");
    }
  }

  private static String cable(int host) {
    return MARK + "c" + host;
  }

  public String address(int host) {
    return "10.213.77." + (host + 1);
  }

  /** What a command has to begin with to run on the host. */
  public List<String> on(int host) {
    return List.of("ip", "netns", "exec", names.get(host));
  }

  /** Cuts two hosts off from each other; both still reach everybody else. */
  public void cut(int one, int other) throws IOException {
    run("ip", "-n", names.get(one), "route", "add", "blackhole", address(other) + "/32");
    run("ip", "-n", names.get(other), "route", "add", "blackhole", address(one) + "/32");
  }

  /** Ends what {@link #cut} began. */
  public void mend(int one, int other) throws IOException {
    run("ip", "-n", names.get(one), "route", "del", "blackhole", address(other) + "/32");
    run("ip", "-n", names.get(other), "route", "del", "blackhole", address(one) + "/32");
  }

  /** Pulls the cable of a host. */
  public void unplug(int host) throws IOException {
    run("ip", "link", "set", cable(host), "down");
  }

  /** Limits what a host sends, to so many bits a second. */
  public void slow(int host, String rate) throws IOException {
    run(
        "ip",
        "netns",
        "exec",
        names.get(host),
        "tc",
        "qdisc",
        "add",
        "dev",
        "eth0",
        "root",
        "tbf",
        "rate",
        rate,
        "burst",
        "4kb",
        "latency",
        "2000ms");
  }

  /** Puts it back. */
  public void plug(int host) throws IOException {
    run("ip", "link", "set", cable(host), "up");
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    throw new IOException(String.join(" ", command) + ": " + output.strip());
  }

  @Override
  public void close() throws IOException {
    for (int host = 0; host < names.size(); host++) {
      // A namespace may live on for a moment in a process that is being killed.
      run("ip", "link", "del", cable(host));
      run("ip", "netns", "del", names.get(host));
    }
    if (!names.isEmpty()) {
      run("ip", "link", "del", BRIDGE);
    }
  }
}

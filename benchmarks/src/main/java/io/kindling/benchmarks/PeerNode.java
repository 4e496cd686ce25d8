package io.kindling.benchmarks;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import io.kindling.cache.node.StorageNode;
import io.kindling.hadoop.load.LoadWork;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/** A storage node in a JVM of its own; it ends with its parent. */
final class PeerNode implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final ChildJvm jvm;
  private final String endpoint;
  private final String bareTcp;
  private final String bareUnix;
  private final String secret;

  private PeerNode(ChildJvm jvm, String[] addresses, String secret) {
    this.jvm = jvm;
    this.endpoint = addresses[0];
    this.bareTcp = addresses[1];
    this.bareUnix = addresses[2];
    this.secret = secret;
  }

  /**
   * Starts the JVM, with the memory of this one, and waits until the node can be asked.
   *
   * @param options more options of the node, each {@code key=value}
   */
  static PeerNode start(String memorySize, String... options) throws IOException {
    return start(ChildJvm.flagsOfThisJvm(flag -> flag.startsWith("-X")), memorySize, options);
  }

  /**
   * Starts the JVM and waits until the node can be asked.
   *
   * @param flags of the JVM
   * @param options more options of the node, each {@code key=value}
   */
  static PeerNode start(List<String> flags, String memorySize, String... options)
      throws IOException {
    String secret = UUID.randomUUID().toString();
    List<String> arguments = new ArrayList<>();
    arguments.add(CacheOptions.CLUSTER_SECRET.key() + "=" + secret);
    arguments.add(CacheOptions.MEMORY_SIZE.key() + "=" + memorySize);
    arguments.addAll(List.of(options));
    ChildJvm.Ready ready =
        ChildJvm.startReady(ChildJvm.Program.of(PeerNode.class, flags, arguments), START_LIMIT);
    return new PeerNode(ready.jvm(), ready.address().split(" ", -1), secret);
  }

  /** What a client configures to read through the node. */
  Map<String, String> clientOptions() {
    return Map.of(
        CacheOptions.CLUSTER_SEEDS.key(), endpoint, CacheOptions.CLUSTER_SECRET.key(), secret);
  }

  /** Processor time of the node's JVM so far, in nanoseconds. */
  long cpuNanos() {
    return jvm.cpuNanos();
  }

  /** Address of a {@link BareServer} in the node's JVM. */
  String bareTcp() {
    return bareTcp;
  }

  /** Address of a {@link BareServer} in the node's JVM. */
  String bareUnix() {
    return bareUnix;
  }

  @Override
  public void close() throws IOException {
    jvm.endInput();
    jvm.close();
  }

  /** The node's JVM; the arguments are options, each {@code key=value}. */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> options = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      options.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    Configuration hadoop = new Configuration();
    options.forEach(hadoop::set);
    KindlingProcess.offer(new LoadWork(hadoop));
    StorageNode node =
        KindlingProcess.startNode(
            new NodePlace(HOST, "", System.getProperty("user.name")),
            Settings.read(CacheOptions.ALL, options::get));
    try (BareServer tcp = BareServer.tcp();
        BareServer unix = BareServer.unix()) {
      System.out.println(
          ChildJvm.READY + node.endpoint() + " " + tcp.address() + " " + unix.address());
      while (System.in.read() >= 0) {
        // Nothing is said; the end of the input is the parent's end.
      }
    }
    KindlingProcess.stopNode();
  }
}

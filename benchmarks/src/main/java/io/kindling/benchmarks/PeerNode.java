package io.kindling.benchmarks;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import io.kindling.cache.node.StorageNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A storage node in a JVM of its own; it ends with its parent. */
final class PeerNode implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final String READY = "ready ";

  private final Process process;
  private final String endpoint;
  private final String bareTcp;
  private final String bareUnix;
  private final String secret;

  private PeerNode(Process process, String[] addresses, String secret) {
    this.process = process;
    this.endpoint = addresses[0];
    this.bareTcp = addresses[1];
    this.bareUnix = addresses[2];
    this.secret = secret;
  }

  /**
   * Starts the JVM and waits until the node can be asked.
   *
   * @param options more options of the node, each {@code key=value}
   */
  static PeerNode start(String memorySize, String... options) throws IOException {
    String secret = UUID.randomUUID().toString();
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-X"))
            .toList());
    command.addAll(
        List.of(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            PeerNode.class.getName(),
            CacheOptions.CLUSTER_SECRET.key() + "=" + secret,
            CacheOptions.MEMORY_SIZE.key() + "=" + memorySize));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        return new PeerNode(process, line.substring(READY.length()).split(" "), secret);
      }
    }
    throw new IOException("the peer's JVM ended before its storage node was up");
  }

  /** What a client configures to read through the node. */
  Map<String, String> clientOptions() {
    return Map.of(
        CacheOptions.CLUSTER_SEEDS.key(), endpoint, CacheOptions.CLUSTER_SECRET.key(), secret);
  }

  /** Processor time of the node's JVM so far, in nanoseconds. */
  long cpuNanos() {
    return process.toHandle().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
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
    process.getOutputStream().close();
    process.destroy();
  }

  /** The node's JVM; the arguments are options, each {@code key=value}. */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> options = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      options.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    StorageNode node =
        KindlingProcess.startNode(
            new NodePlace(HOST, "", System.getProperty("user.name")),
            Settings.read(CacheOptions.ALL, options::get));
    try (BareServer tcp = BareServer.tcp();
        BareServer unix = BareServer.unix()) {
      System.out.println(READY + node.endpoint() + " " + tcp.address() + " " + unix.address());
      while (System.in.read() >= 0) {
        // Nothing is said; the end of the input is the parent's end.
      }
    }
    KindlingProcess.stopNode();
  }
}

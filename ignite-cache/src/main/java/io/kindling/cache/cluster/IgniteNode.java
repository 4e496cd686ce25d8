package io.kindling.cache.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteState;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.events.DiscoveryEvent;
import org.apache.ignite.failure.FailureHandler;
import org.apache.ignite.lang.IgnitePredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Ignite server node: started once, stopped once, leaving neither thread nor port nor file.
 *
 * <p>Ignite makes its threads in the thread that starts it, and threads inherit being daemons; so
 * it is started in a daemon thread. The selector of its communication is no daemon all the same,
 * for which there is {@link LastThreadWatch}.
 */
final class IgniteNode {

  /** All instances have names that begin so, and their threads contain them. */
  static final String NAME_PREFIX = "kindling-";

  private static final Logger LOG = LoggerFactory.getLogger(IgniteNode.class);
  private static final AtomicInteger INSTANCES = new AtomicInteger();
  private static final int PORT_ATTEMPTS = 3;

  /** How long an abandoned start is waited for, beyond what Ignite needs to notice. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final MembershipSettings settings;
  private final FailureHandler onFailure;
  private final IgnitePredicate<DiscoveryEvent> onEvent;
  private final UUID id = UUID.randomUUID();
  private final String instance = NAME_PREFIX + INSTANCES.incrementAndGet();
  private final ClusterGate gate;
  private volatile @Nullable Thread starter;
  private volatile boolean cancelled;
  private @Nullable Path workDirectory;
  private volatile @Nullable InetSocketAddress discovery;

  IgniteNode(
      MembershipSettings settings,
      FailureHandler onFailure,
      IgnitePredicate<DiscoveryEvent> onEvent) {
    this.settings = settings;
    this.onFailure = onFailure;
    this.onEvent = onEvent;
    this.gate =
        new ClusterGate(
            new ClusterPass(settings.access(), settings.node()), id, System.currentTimeMillis());
  }

  /**
   * Starts the node and returns when it is in a cluster.
   *
   * @throws IOException one line with the reason; nothing is left running
   */
  Ignite start(Collection<InetSocketAddress> seeds) throws IOException {
    requireOpens();
    workDirectory = Files.createTempDirectory("kindling-ignite-");
    for (int attempt = 1; ; attempt++) {
      InetAddress host = InetAddress.getByName(settings.bindHost());
      int discoveryPort = portFor(host, settings.discoveryPort());
      int communicationPort = portFor(host, settings.communicationPort());
      discovery = new InetSocketAddress(settings.bindHost(), discoveryPort);
      try {
        return await(launch(discovery, communicationPort, seeds));
      } catch (IOException failure) {
        boolean lostPort =
            !cancelled && (isTaken(host, discoveryPort) || isTaken(host, communicationPort));
        if (!lostPort || attempt == PORT_ATTEMPTS) {
          stop();
          throw failure;
        }
      }
    }
  }

  private static void requireOpens() throws IOException {
    List<String> closed = IgniteOpens.closed();
    if (!closed.isEmpty()) {
      throw new IOException(
          "this JVM does not open %s to Ignite, so it cannot be a storage node: add the flags %s"
              .formatted(String.join(" and ", closed), IgniteOpens.flags(closed)));
    }
  }

  private CompletableFuture<Ignite> launch(
      InetSocketAddress address, int communicationPort, Collection<InetSocketAddress> seeds) {
    // A finder without any address is refused by Ignite; with its own a node may be the first.
    Collection<InetSocketAddress> known = seeds.isEmpty() ? List.of(address) : seeds;
    IgniteConfiguration configuration =
        IgniteNodeConfiguration.create(
            instance,
            id,
            settings,
            address,
            communicationPort,
            known,
            gate,
            workDirectory,
            onFailure,
            onEvent);
    CompletableFuture<Ignite> launched = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              IgniteDefaults.enter();
              try {
                launched.complete(Ignition.start(configuration));
              } catch (Throwable failure) {
                launched.completeExceptionally(failure);
              } finally {
                IgniteDefaults.leave();
              }
            },
            "kindling-membership-start");
    thread.setDaemon(true);
    thread.start();
    starter = thread;
    if (cancelled) {
      thread.interrupt();
    }
    return launched;
  }

  private Ignite await(CompletableFuture<Ignite> launched) throws IOException {
    try {
      return launched.get(settings.startLimit().plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw new IOException(
          cancelled ? "closed while it started" : reason(failure.getCause()), failure.getCause());
    } catch (TimeoutException silence) {
      abandon(launched);
      throw new IOException("no answer within " + settings.startLimit().toSeconds() + " s");
    } catch (InterruptedException interruption) {
      abandon(launched);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it started");
    }
  }

  /** Ends a start that is under way. It then fails; does nothing when there is none. */
  void cancel() {
    cancelled = true;
    Thread thread = starter;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void abandon(CompletableFuture<Ignite> launched) {
    cancel();
    try {
      launched.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException expected) {
      LOG.debug("an abandoned start of Ignite ended", expected);
    } catch (TimeoutException stuck) {
      LOG.warn("Ignite does not end the start of {} that was abandoned", settings.node());
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves the cluster and gives everything back. Not to be called on a thread of Ignite. */
  synchronized void stop() {
    cancel();
    if (Ignition.state(instance) == IgniteState.STARTED) {
      Ignition.stop(instance, true);
    }
    Path directory = workDirectory;
    workDirectory = null;
    if (directory != null) {
      delete(directory);
    }
  }

  @Nullable InetSocketAddress discovery() {
    return discovery;
  }

  long founded() {
    return gate.founded();
  }

  /** The innermost message says what happened, those around it only where it was noticed. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.lines().findFirst().orElse(cause.toString());
  }

  private static int portFor(InetAddress host, int configured) throws IOException {
    if (configured != 0) {
      if (isTaken(host, configured)) {
        throw new BindException(
            "port " + configured + " of " + host.getHostAddress() + " is taken; configure another");
      }
      return configured;
    }
    // Ignite does not take port 0 for "any".
    try (ServerSocket socket = new ServerSocket(0, 1, host)) {
      return socket.getLocalPort();
    }
  }

  private static boolean isTaken(InetAddress host, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, host)) {
      return socket.isClosed();
    } catch (IOException taken) {
      return true;
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> content = Files.walk(directory)) {
      for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException failure) {
      LOG.warn("cannot delete Ignite's work directory {}: {}", directory, failure.toString());
    }
  }
}

package io.kindling.command.cluster;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.ClusterOperator;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.transfer.HandshakeException;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The running cluster as this command sees it: a client, without Ignite. File systems that are
 * opened while it is connected read through it. One in a JVM at a time.
 */
public final class Cluster implements AutoCloseable {

  private final String id;
  private final Settings settings;
  private final String user;
  private final ClusterClient client;

  private Cluster(Settings settings, String user, ClusterClient client) {
    this.id = settings.get(CacheOptions.CLUSTER_ID);
    this.settings = settings;
    this.user = user;
    this.client = client;
  }

  /**
   * Finds the cluster that the options name.
   *
   * @throws CommandException when no storage node answers or the cluster refuses; names the keys
   */
  public static Cluster connect(Settings settings) {
    String seeds = settings.get(CacheOptions.CLUSTER_SEEDS);
    if (seeds.isEmpty()) {
      throw new CommandException(
          ExitCode.WRONG_INPUT,
          "%s is not set: name a seed registry or a storage node of the cluster, host:port, by -D,"
                  .formatted(CacheOptions.CLUSTER_SEEDS.key())
              + " --conf or in core-site.xml");
    }
    String user = user();
    try {
      ClusterClient client = KindlingProcess.join(settings, user);
      Cluster cluster = new Cluster(settings, user, client);
      cluster.requireNodes(seeds);
      return cluster;
    } catch (HandshakeException refused) {
      throw new CommandException(
          ExitCode.NO_CLUSTER,
          "the cluster at %s = %s refuses this client: %s"
              .formatted(CacheOptions.CLUSTER_SEEDS.key(), seeds, refused.getMessage()));
    } catch (IllegalArgumentException wrong) {
      throw new CommandException(ExitCode.WRONG_INPUT, String.valueOf(wrong.getMessage()));
    }
  }

  private void requireNodes(String seeds) {
    if (client.table().size() > 0) {
      return;
    }
    String reason;
    try {
      client.refresh();
      if (client.table().size() > 0) {
        return;
      }
      reason = "the registry answers, but no storage node has entered the cluster";
    } catch (IOException unreachable) {
      reason = String.valueOf(unreachable.getMessage());
    }
    close();
    throw new CommandException(
        ExitCode.NO_CLUSTER,
        "no storage node of cluster %s (%s) is found by %s = %s: %s"
            .formatted(
                id,
                CacheOptions.CLUSTER_ID.key(),
                CacheOptions.CLUSTER_SEEDS.key(),
                seeds,
                reason));
  }

  /** Who asks, as Hadoop names a user without Kerberos. */
  public static String user() {
    return Optional.ofNullable(System.getenv("HADOOP_USER_NAME"))
        .or(() -> Optional.ofNullable(System.getProperty("HADOOP_USER_NAME")))
        .orElse(System.getProperty("user.name"));
  }

  public String id() {
    return id;
  }

  /** The options that it was found by. */
  public Settings settings() {
    return settings;
  }

  /** Who asks. */
  public String userName() {
    return user;
  }

  /** The nodes there are. */
  public OwnerTable table() {
    return client.table();
  }

  /** How the cluster cuts files. */
  public BlockLayout layout() {
    return client.layout();
  }

  public ClusterClient client() {
    return client;
  }

  public ClusterOperator operator() {
    return client.operator();
  }

  /** What is set for paths. */
  public PathPolicies policies() throws IOException {
    return client.policies();
  }

  /**
   * Changes what is set for a path. What is left of it when it says the same as the folders above
   * is removed, so that it follows them again.
   *
   * @param uri canonical, of a folder with a closing slash
   * @return what holds for the path now
   */
  public PathPolicy change(String uri, UnaryOperator<PathPolicy> change) throws IOException {
    return client.changePolicy(uri, change);
  }

  /** How many of the nodes answered. */
  public static <T> long answered(List<NodeAnswer<T>> answers) {
    return answers.stream().filter(each -> each.answer() != null).count();
  }

  @Override
  public void close() {
    KindlingProcess.leave();
  }
}

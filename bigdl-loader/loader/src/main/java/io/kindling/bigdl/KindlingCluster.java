package io.kindling.bigdl;

import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.ClusterHost;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.hadoop.page.ClusterPage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage nodes in the executors of one Spark 2.4 application, which has no plugins that could
 * start them.
 *
 * <pre>{@code
 * try (JavaSparkContext spark = new JavaSparkContext(conf);
 *     KindlingCluster cluster = KindlingCluster.start(spark)) {
 *   // read cache:///...
 * }
 * }</pre>
 *
 * <p>The driver keeps the list of members and is a client itself. Executors that come later, or in
 * place of lost ones, start their node when they have registered, or before the first picture that
 * they read. Used by one thread at a time.
 */
public final class KindlingCluster implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KindlingCluster.class);

  private final JavaSparkContext spark;
  private final ClusterHost host;
  private final Invitation invitation;
  private final Map<NodeIdentity, MetricsSnapshot> counted = new HashMap<>();
  private final LateExecutors late;
  private @Nullable ClusterPage page;
  private boolean closed;

  private KindlingCluster(JavaSparkContext spark, ClusterHost host) {
    this.spark = spark;
    this.host = host;
    this.invitation = Invitation.write(host.invitation(), spark.hadoopConfiguration());
    this.late = LateExecutors.follow(spark);
  }

  /**
   * Starts a storage node in every executor that is there, and waits until all see each other.
   *
   * <p>Options of the cache are read from the context's Hadoop configuration ({@code
   * spark.hadoop.fs.cache.*}); the secret is made for this application unless one is set.
   *
   * @throws IOException when no port can be had, or an executor could not enter the cluster
   * @throws IllegalStateException when the context is told to use a cluster that is not its own
   */
  public static KindlingCluster start(JavaSparkContext spark) throws IOException {
    KindlingCluster cluster =
        new KindlingCluster(
            spark,
            ClusterHost.start(
                driver(),
                Invitation.wishes(spark.hadoopConfiguration()),
                UserGroupInformation.getCurrentUser().getShortUserName()));
    try {
      EveryExecutor executors = EveryExecutor.of(spark);
      StartNode task = new StartNode(spark, executors.count());
      executors.run(task, EveryExecutor.START_LIMIT);
      task.throwIfFailed();
      cluster.showPage();
      LOG.info("{} storage nodes in {} executors", cluster.size(), executors.count());
      return cluster;
    } catch (IOException | RuntimeException failed) {
      try (cluster) {
        throw failed;
      }
    }
  }

  private void showPage() {
    page =
        ClusterPage.show(host.client(), host.invitation(), spark.hadoopConfiguration(), driver());
  }

  /** The name under which executors reach the driver. */
  private static String driver() {
    return SparkEnv.get().blockManager().blockManagerId().host();
  }

  /**
   * Storage nodes that are in the cluster now.
   *
   * @throws IOException when none answers
   */
  public int size() throws IOException {
    host.client().refresh();
    return host.client().table().size();
  }

  /**
   * What all storage nodes have counted since their executors started. A node that has left counts
   * with what it said when it was last asked here, so that sums never fall.
   *
   * @throws IOException when a node does not answer
   */
  public MetricsSnapshot metrics() throws IOException {
    host.client().refresh();
    host.client().counters().forEach((node, counters) -> counted.put(node.identity(), counters));
    return counted.values().stream().reduce(MetricsSnapshot.zero(), MetricsSnapshot::plus);
  }

  /**
   * Stops the nodes, gives the driver's part up, and leaves the context as it was. To be called
   * before the context is stopped; nodes of executors that are gone have left by themselves.
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (page != null) {
      page.close();
    }
    late.close();
    invitation.takeBack();
    try (host) {
      if (!spark.sc().isStopped()) {
        EveryExecutor.of(spark).run(new StopNode(), EveryExecutor.STOP_LIMIT);
      }
    } catch (IOException unreached) {
      LOG.warn("storage nodes will end with their executors: {}", unreached.getMessage());
    }
  }
}

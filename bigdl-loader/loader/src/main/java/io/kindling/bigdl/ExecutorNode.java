package io.kindling.bigdl;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import io.kindling.cache.node.StorageNode;
import io.kindling.cache.node.YarnContainer;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage node of the executor that a task runs in. Every task that reads asks for it first, so
 * an executor that took the place of a lost one has its node before its first read.
 */
public final class ExecutorNode {

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorNode.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** When the last try failed, by {@link System#nanoTime}. */
  private static long failed;

  private static boolean hasFailed;

  private ExecutorNode() {}

  /**
   * As {@link #ensure}, but an executor that cannot enter the cluster reads without a node of its
   * own; it tries again with a task that runs a minute later.
   */
  public static synchronized void ensureIfPossible(Configuration options) {
    if (hasFailed && System.nanoTime() - failed < PAUSE.toNanos()) {
      return;
    }
    try {
      var ignored = ensure(options);
      hasFailed = false;
    } catch (IOException unreachable) {
      hasFailed = true;
      failed = System.nanoTime();
      LOG.warn("no storage node in this executor for now: {}", unreachable.getMessage());
    }
  }

  /**
   * Starts the node unless this JVM has one. The node leaves its cluster by itself when the JVM
   * ends.
   *
   * @param options the application's Hadoop options, see {@link Invitation}
   * @return the node; null when the application has no cluster of its own
   * @throws IOException when the cluster cannot be entered
   */
  static synchronized @Nullable StorageNode ensure(Configuration options) throws IOException {
    StorageNode running = KindlingProcess.node();
    Settings settings = Invitation.read(options);
    if (running != null || settings == null) {
      return running;
    }
    SparkEnv environment = SparkEnv.get();
    long container =
        YarnContainer.memory(System.getenv(), key -> environment.conf().get(key, null));
    if (container > 0 && options.get(CacheOptions.CONTAINER_MEMORY.key()) == null) {
      Configuration told = new Configuration(options);
      told.setLong(CacheOptions.CONTAINER_MEMORY.key(), container);
      settings = Objects.requireNonNull(Invitation.read(told));
    }
    NodePlace place =
        new NodePlace(
            environment.blockManager().blockManagerId().host(),
            environment.executorId(),
            UserGroupInformation.getCurrentUser().getShortUserName());
    return KindlingProcess.startNode(place.configured(settings), settings);
  }
}

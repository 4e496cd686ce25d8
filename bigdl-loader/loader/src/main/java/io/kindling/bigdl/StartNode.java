package io.kindling.bigdl;

import io.kindling.cache.node.StorageNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SerializableWritable;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.CollectionAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the node of an executor and waits for those of the others. */
final class StartNode implements VoidFunction<Iterator<Integer>> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(StartNode.class);
  private static final Duration WAIT = Duration.ofSeconds(20);

  private final SerializableWritable<Configuration> options;
  private final int nodes;
  private final CollectionAccumulator<String> failures;

  /**
   * The task.
   *
   * @param nodes how many nodes are expected
   */
  StartNode(JavaSparkContext spark, int nodes) {
    this.options = new SerializableWritable<>(new Configuration(spark.hadoopConfiguration()));
    this.nodes = nodes;
    this.failures = spark.sc().collectionAccumulator("storage nodes not started");
  }

  /** In the driver, after the task has run everywhere: the first failure, as an exception. */
  void throwIfFailed() throws IOException {
    if (!failures.isZero()) {
      throw new IOException(failures.value().get(0));
    }
  }

  @Override
  public void call(Iterator<Integer> none) throws InterruptedException {
    try {
      StorageNode node = ExecutorNode.ensure(options.value());
      if (node == null) {
        throw new IllegalStateException("its options name no cluster");
      }
      awaitOthers(node);
    } catch (IOException | RuntimeException failed) {
      // Spark would retry the task and wrap the reason into pages of text.
      LOG.warn("no storage node", failed);
      failures.add(
          "executor %s has no storage node: %s"
              .formatted(SparkEnv.get().executorId(), failed.getMessage()));
    }
  }

  private void awaitOthers(StorageNode node) throws InterruptedException {
    long deadline = System.nanoTime() + WAIT.toNanos();
    while (node.table().size() < nodes) {
      if (System.nanoTime() > deadline) {
        LOG.warn(
            "{} goes on with {} of {} nodes after {} s",
            node.info(),
            node.table().size(),
            nodes,
            WAIT.toSeconds());
        return;
      }
      Thread.sleep(50);
    }
  }
}

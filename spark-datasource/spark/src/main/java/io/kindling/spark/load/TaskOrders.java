package io.kindling.spark.load;

import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.hadoop.load.FetchOrder;
import io.kindling.hadoop.load.FetchPlaces;
import io.kindling.hadoop.load.LoadProgress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders as tasks: a Spark job for each batch, with a task for each storage node that prefers the
 * node's executor. The description of the jobs says how far the load is. Any thread.
 */
final class TaskOrders implements FetchPlaces {

  private static final Logger LOG = LoggerFactory.getLogger(TaskOrders.class);

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final ClusterClient client;
  private final LoadProgress progress;
  private final String name;
  private final String job = "kindling-load-" + UUID.randomUUID();
  private final Broadcast<SerializableConfiguration> configuration;
  private volatile boolean cancelled;

  /**
   * Without an order yet.
   *
   * @param name what is loaded, for people
   */
  TaskOrders(
      SparkSession session,
      Configuration configuration,
      ClusterClient client,
      LoadProgress progress,
      String name) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.client = client;
    this.progress = progress;
    this.name = name;
    this.configuration = spark.broadcast(new SerializableConfiguration(configuration));
  }

  /** A task runs anywhere; its executor is best where the owner lives. */
  @Override
  public List<StorageNodeInfo> able() {
    return client.table().nodes();
  }

  @Override
  public List<@Nullable List<FetchOrder.Result>> carryOut(List<Addressed> orders)
      throws IOException {
    if (cancelled) {
      throw new InterruptedIOException("the load is cancelled");
    }
    List<LoadPartition> partitions = new ArrayList<>();
    for (Addressed each : orders) {
      partitions.add(
          new LoadPartition(
              partitions.size(), each.order().toBytes(), each.bytes(), place(each.node())));
    }
    String key = job + "/" + UUID.randomUUID();
    String description =
        "Kindling load of %s: %d of %d files, %d of %d MiB so far"
            .formatted(
                name,
                progress.filesDone(),
                progress.files(),
                progress.bytesDone() >> 20,
                progress.bytes() >> 20);
    LoadReaderFactory factory = new LoadReaderFactory(job, configuration);
    LoadSource.put(key, new LoadSource.Orders(job, description, partitions, factory));
    spark.setJobGroup(job, description, true);
    List<@Nullable List<FetchOrder.Result>> results =
        new ArrayList<>(Arrays.asList(newArray(orders.size())));
    try {
      for (Row row :
          session
              .read()
              .format(LoadSource.class.getName())
              .option(LoadSource.KEY, key)
              .load()
              .collectAsList()) {
        results.set(row.getInt(0), FetchOrder.results((byte[]) row.get(1)));
      }
    } catch (RuntimeException | IOException failed) {
      if (cancelled) {
        throw new InterruptedIOException("the load is cancelled");
      }
      LOG.warn("tasks of {} failed; the driver fetches in their place", name, failed);
    } finally {
      LoadSource.remove(key);
      spark.clearJobGroup();
    }
    return results;
  }

  @SuppressWarnings("unchecked")
  private static @Nullable List<FetchOrder.Result>[] newArray(int length) {
    return (List<FetchOrder.Result>[]) new List<?>[length];
  }

  private static String place(StorageNodeInfo node) {
    return node.executor().isEmpty()
        ? node.host()
        : "executor_" + node.host() + "_" + node.executor();
  }

  @Override
  public void cancel() {
    cancelled = true;
    spark.cancelJobGroup(job);
  }

  @Override
  public void close() {
    configuration.unpersist(false);
  }
}

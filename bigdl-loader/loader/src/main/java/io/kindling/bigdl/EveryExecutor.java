package io.kindling.bigdl;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;

/**
 * Runs something in every executor. Spark 2.4 cannot be asked for that; as many tasks as there are
 * cores are started at once and each lasts a while, so that none is left for an executor to take a
 * second time.
 */
final class EveryExecutor {

  static final Duration START_LIMIT = Duration.ofSeconds(90);
  static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final JavaSparkContext spark;
  private final int count;

  private EveryExecutor(JavaSparkContext spark, int count) {
    this.spark = spark;
    this.count = count;
  }

  /** The executors that have registered; the first job waits for them if Spark is told to wait. */
  static EveryExecutor of(JavaSparkContext spark) {
    if (spark.isLocal()) {
      return new EveryExecutor(spark, 1);
    }
    spark.parallelize(Collections.singletonList(0), 1).count();
    int driver = 1;
    int registered = spark.sc().getExecutorMemoryStatus().size() - driver;
    return new EveryExecutor(spark, Math.max(1, registered));
  }

  /** How many executors there are. */
  int count() {
    return count;
  }

  /**
   * Runs a task on every core.
   *
   * @throws IOException when a task fails or the limit passes
   */
  void run(VoidFunction<Iterator<Integer>> task, Duration limit) throws IOException {
    int cores = Math.max(count, spark.defaultParallelism());
    JavaFutureAction<Void> job =
        spark.parallelize(Collections.nCopies(cores, 0), cores).foreachPartitionAsync(task);
    try {
      job.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      job.cancel(true);
      throw new IOException("the executors took more than " + limit.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the executors", e);
    }
  }
}

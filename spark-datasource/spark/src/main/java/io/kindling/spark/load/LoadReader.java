package io.kindling.spark.load;

import io.kindling.hadoop.load.FetchOrder;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/** Carries out the order of one partition. Used by the task's thread. */
final class LoadReader implements PartitionReader<InternalRow> {

  private final ExecutorLoads.Use load;
  private final LoadPartition partition;
  private byte @Nullable [] answer;
  private volatile long files;
  private volatile long bytes;
  private volatile long failed;
  private boolean closed;

  /**
   * A reader.
   *
   * @param load closed with the reader
   */
  LoadReader(ExecutorLoads.Use load, LoadPartition partition) {
    this.load = load;
    this.partition = partition;
  }

  @Override
  public boolean next() throws IOException {
    if (answer != null) {
      return false;
    }
    TaskContext task = TaskContext.get();
    byte[] given = load.work().run(partition.order(), sign -> requireWanted(task));
    long brought = 0;
    long left = 0;
    for (FetchOrder.Result result : FetchOrder.results(given)) {
      if (result.outcome() == FetchOrder.Outcome.FAILED) {
        left++;
      } else {
        brought++;
      }
    }
    files = brought;
    failed = left;
    bytes = left == 0 ? partition.bytes() : 0;
    answer = given;
    return true;
  }

  private static void requireWanted(@Nullable TaskContext task) throws IOException {
    if (task != null && task.isInterrupted()) {
      throw new InterruptedIOException("the load job was cancelled");
    }
  }

  @Override
  public InternalRow get() {
    return new GenericInternalRow(new Object[] {partition.number(), answer});
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return LoadMetrics.values(files, bytes, failed);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      load.close();
    }
  }
}

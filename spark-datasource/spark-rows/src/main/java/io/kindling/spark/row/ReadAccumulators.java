package io.kindling.spark.row;

import io.kindling.image.source.ReadCounts;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;

/**
 * What the tasks of a read count, for the page of their stage: of those reads whose operator Spark
 * gives no numbers of a source's own. Made by the driver, goes to executors.
 */
public final class ReadAccumulators implements Serializable {
  private static final long serialVersionUID = 1L;

  private final EnumMap<ReadCount, LongAccumulator> sums = new EnumMap<>(ReadCount.class);

  public ReadAccumulators(SparkContext spark, Set<ReadCount> counted) {
    for (ReadCount count : counted) {
      sums.put(count, spark.longAccumulator(count.description()));
    }
  }

  /** Adds what a task has counted in all, when it ends. */
  public void addAtEnd(TaskContext task, ReadCounts counts) {
    TaskCompletionListener end = ended -> sums.forEach((count, sum) -> sum.add(count.of(counts)));
    var ignored = task.addTaskCompletionListener(end);
  }
}

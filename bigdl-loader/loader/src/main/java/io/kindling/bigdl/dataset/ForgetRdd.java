package io.kindling.bigdl.dataset;

import java.util.List;
import java.util.UUID;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;

/** Lets go of what executors keep of a data set, and tells what they found. */
final class ForgetRdd extends PlacedRdd<SeenPacks> {

  private static final long serialVersionUID = 1;

  private final UUID dataSet;

  ForgetRdd(SparkContext spark, List<String> places, UUID dataSet) {
    super(spark, places, tag(SeenPacks.class));
    this.dataSet = dataSet;
  }

  @Override
  public scala.collection.Iterator<SeenPacks> compute(Partition partition, TaskContext task) {
    return scala(ExecutorBatches.forget(dataSet).iterator());
  }
}

package io.kindling.bigdl.dataset;

import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;

/** The number of each partition; BigDL puts its models where the partitions are. */
final class NodesRdd extends PlacedRdd<Integer> {

  private static final long serialVersionUID = 1;

  NodesRdd(SparkContext spark, List<String> places) {
    super(spark, places, tag(Integer.class));
  }

  @Override
  public scala.collection.Iterator<Integer> compute(Partition partition, TaskContext task) {
    return scala(List.of(partition.index()).iterator());
  }
}

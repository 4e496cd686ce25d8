package io.kindling.bigdl.dataset;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Partition;
import org.apache.spark.SerializableWritable;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;

/** Asks each executor how much memory it has for open packs. */
final class PackMemoryRdd extends PlacedRdd<Long> {

  private static final long serialVersionUID = 1;

  private final Broadcast<SerializableWritable<Configuration>> options;

  PackMemoryRdd(
      SparkContext spark,
      List<String> places,
      Broadcast<SerializableWritable<Configuration>> options) {
    super(spark, places, tag(Long.class));
    this.options = options;
  }

  @Override
  public scala.collection.Iterator<Long> compute(Partition partition, TaskContext task) {
    return scala(List.of(PackMemory.bytes(options.value().value())).iterator());
  }
}

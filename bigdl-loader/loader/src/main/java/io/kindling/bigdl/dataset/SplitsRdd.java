package io.kindling.bigdl.dataset;

import io.kindling.image.record.RecordSplit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;

/** Counts what is in the splits of each partition, where their owner is. */
abstract class SplitsRdd extends PlacedRdd<Loaded> {

  private static final long serialVersionUID = 1;

  private final List<Broadcast<SplitList>> splits;
  private final SampleReading reading;
  private final int threads;

  SplitsRdd(
      SparkContext spark,
      List<String> places,
      SampleReading reading,
      List<Broadcast<SplitList>> splits,
      int threads) {
    super(spark, places, tag(Loaded.class));
    this.reading = reading;
    this.splits = new ArrayList<>(splits);
    this.threads = threads;
  }

  @Override
  public scala.collection.Iterator<Loaded> compute(Partition partition, TaskContext task) {
    try {
      return scala(counted(splits.get(partition.index()).value().splits()).iterator());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** One element with the numbers of the splits, or none when they cannot be told. */
  abstract List<Loaded> counted(List<RecordSplit> own) throws IOException;

  SampleReading reading() {
    return reading;
  }

  /** Of a partition. */
  int threads() {
    return threads;
  }
}

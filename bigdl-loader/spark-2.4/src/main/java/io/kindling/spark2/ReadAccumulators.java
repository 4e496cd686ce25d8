package io.kindling.spark2;

import io.kindling.image.record.SourceBytes;
import io.kindling.image.source.ReadCounts;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** What the tasks of a read count, for the page of their stage. Goes to executors. */
record ReadAccumulators(
    LongAccumulator pictures,
    LongAccumulator bytes,
    LongAccumulator bad,
    LongAccumulator decodeMillis,
    LongAccumulator samplesFound,
    LongAccumulator memory,
    LongAccumulator disk,
    LongAccumulator peer,
    LongAccumulator underStore)
    implements Serializable {

  static ReadAccumulators of(SparkContext spark) {
    return new ReadAccumulators(
        spark.longAccumulator("number of pictures read"),
        spark.longAccumulator("bytes of encoded pictures read"),
        spark.longAccumulator("number of bad pictures"),
        spark.longAccumulator("time of decoding in ms"),
        spark.longAccumulator("number of ready samples found"),
        spark.longAccumulator("bytes from this executor's memory"),
        spark.longAccumulator("bytes from this executor's disk"),
        spark.longAccumulator("bytes from other executors"),
        spark.longAccumulator("bytes from the under store"));
  }

  /** Adds what a task has counted in all. */
  void add(ReadCounts counts) {
    SourceBytes from = counts.sources();
    pictures.add(counts.pictures());
    bytes.add(counts.bytes());
    bad.add(counts.bad());
    decodeMillis.add(counts.decodeNanos() / 1_000_000);
    samplesFound.add(counts.samplesFound());
    memory.add(from.memory());
    disk.add(from.disk());
    peer.add(from.peer());
    underStore.add(from.underStore());
  }
}

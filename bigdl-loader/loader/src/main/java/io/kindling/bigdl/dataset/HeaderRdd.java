package io.kindling.bigdl.dataset;

import io.kindling.bigdl.batch.FillThreads;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.samples.ReadySamples;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Has the records of each partition's splits counted by headers, where their owner is. Each
 * partition gives the lists of its splits' packs, or none when a split does not tell.
 */
final class HeaderRdd extends SplitsRdd {

  private static final long serialVersionUID = 1;

  HeaderRdd(
      SparkContext spark,
      List<String> places,
      SampleReading reading,
      List<Broadcast<SplitList>> splits,
      int threads) {
    super(spark, places, reading, splits, threads);
  }

  @Override
  List<Loaded> counted(List<RecordSplit> own) throws IOException {
    ReadySamples samples = reading().samples();
    int[][] pictures = new int[own.size()][];
    AtomicBoolean silent = new AtomicBoolean();
    FillThreads.forEach(
        own.size(),
        threads(),
        split -> {
          if (!silent.get()) {
            OptionalLong records = samples.count(own.get(split));
            if (records.isPresent()) {
              pictures[split] = packs(records.getAsLong(), samples.recordsInPack(own.get(split)));
            } else {
              silent.set(true);
            }
          }
        });
    if (silent.get()) {
      return List.of();
    }
    return List.of(new Loaded(pictures, LoadCounts.NONE));
  }

  /** All packs but the last one are full. */
  private static int[] packs(long records, int inPack) {
    int[] packs = new int[Math.toIntExact((records + inPack - 1) / inPack)];
    Arrays.fill(packs, inPack);
    if (records % inPack > 0) {
      packs[packs.length - 1] = (int) (records % inPack);
    }
    return packs;
  }
}

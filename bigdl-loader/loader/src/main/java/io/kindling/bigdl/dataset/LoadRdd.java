package io.kindling.bigdl.dataset;

import io.kindling.bigdl.batch.FillThreads;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.samples.ReadySamples;
import io.kindling.image.samples.SamplePack;
import io.kindling.image.samples.SamplePacks;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Makes the packs of each partition that nobody has, where their owner is, and counts what is in
 * them.
 */
final class LoadRdd extends SplitsRdd {

  private static final long serialVersionUID = 1;

  LoadRdd(
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
    AtomicReference<LoadCounts> counts = new AtomicReference<>(LoadCounts.NONE);
    FillThreads.forEach(
        own.size(), threads(), split -> pictures[split] = load(samples, own.get(split), counts));
    LoadCounts made = LoadCounts.making(samples.counts());
    return List.of(new Loaded(pictures, counts.get().plus(made)));
  }

  private int[] load(ReadySamples samples, RecordSplit split, AtomicReference<LoadCounts> counts)
      throws IOException {
    int[] pictures = new int[8];
    int packs = 0;
    try (SamplePacks all = samples.open(split)) {
      for (SamplePack next = all.next(); next != null; next = all.next()) {
        try (SamplePack pack = next) {
          if (packs == pictures.length) {
            pictures = Arrays.copyOf(pictures, 2 * packs);
          }
          pictures[packs++] = reading().usable(pack).length;
          counts.accumulateAndGet(LoadCounts.of(pack, pictures[packs - 1]), LoadCounts::plus);
        }
      }
    }
    return Arrays.copyOf(pictures, packs);
  }
}

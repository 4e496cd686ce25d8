package io.kindling.image.source;

import io.kindling.image.options.ScanOptions.Epoch;
import io.kindling.image.place.EpochOrder;
import io.kindling.image.place.PartitionPlan;
import io.kindling.image.place.PicturePartition;
import io.kindling.image.place.SamplePartitions;
import io.kindling.image.record.SourceFile;
import io.kindling.image.samples.SamplePlan;
import java.util.List;

/** Divides a read among tasks, each of which has a place. Driver only. */
public final class ReadPlan {
  private ReadPlan() {}

  /**
   * The partitions of some files of a set.
   *
   * @param cores of all executors
   */
  public static List<? extends PicturePartition> of(
      ListedSource source, List<SourceFile> files, PictureRead read, int cores) {
    Epoch epoch = source.epoch();
    EpochOrder order =
        epoch == null ? EpochOrder.LISTED : EpochOrder.shuffled(epoch.seed(), epoch.number());
    SamplePlan samples = source.samples();
    return samples == null || read.samples() == null
        ? PartitionPlan.of(source.set(), files, source.configuration(), cores)
            .partitions(files, order)
        : new SamplePartitions(cores, samples).partitions(source.set(), files, order);
  }
}

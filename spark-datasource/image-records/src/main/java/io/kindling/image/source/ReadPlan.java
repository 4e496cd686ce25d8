package io.kindling.image.source;

import io.kindling.image.listing.PictureSet;
import io.kindling.image.options.ScanOptions.Epoch;
import io.kindling.image.place.EpochOrder;
import io.kindling.image.place.PartitionPlan;
import io.kindling.image.place.PicturePartition;
import io.kindling.image.place.SamplePartitions;
import io.kindling.image.record.SourceFile;
import io.kindling.image.samples.SamplePlan;
import io.kindling.image.samples.SampleTransform;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Divides a read among tasks, each of which has a place. Driver only. */
public final class ReadPlan {
  private ReadPlan() {}

  /**
   * The partitions of some files of a set.
   *
   * @param epoch the order that is asked for; null for that of the listing
   * @param cores of all executors
   */
  public static List<? extends PicturePartition> of(
      Configuration configuration,
      PictureSet set,
      List<SourceFile> files,
      PictureRead read,
      @Nullable Epoch epoch,
      int cores) {
    EpochOrder order =
        epoch == null ? EpochOrder.LISTED : EpochOrder.shuffled(epoch.seed(), epoch.number());
    SampleTransform samples = read.samples();
    return samples == null
        ? PartitionPlan.of(set, files, configuration, cores).partitions(files, order)
        : new SamplePartitions(cores, new SamplePlan(configuration, samples))
            .partitions(set, files, order);
  }
}

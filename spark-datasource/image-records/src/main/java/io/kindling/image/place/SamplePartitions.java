package io.kindling.image.place;

import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.options.CachedImagesException;
import io.kindling.image.place.SamplesPartition.PackedSplit;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceFile;
import io.kindling.image.samples.SamplePlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Splits the ready samples of a set into partitions of about equal bytes of their sources, each for
 * the owner of its packs. What is packed together does not depend on the files that are wanted, nor
 * on their order: all reads of a set share its packs.
 */
public final class SamplePartitions {
  /**
   * Most bytes of sources for a task. More than of those that decode: reading samples that are
   * there is many times faster, and a task's own cost is to be small beside it.
   */
  static final long LARGEST = 256L << 20;

  private final int cores;
  private final SamplePlan plan;

  public SamplePartitions(int cores, SamplePlan plan) {
    this.cores = Math.max(1, cores);
    this.plan = plan;
  }

  /**
   * Partitions of the samples of some files, in the order of an epoch.
   *
   * @param files those of the set that are wanted
   */
  public List<SamplesPartition> partitions(
      PictureSet set, List<SourceFile> files, EpochOrder order) {
    @Nullable Set<SourceFile> wanted =
        files.size() == set.files().size() ? null : new HashSet<>(files);
    Map<String, List<PackedSplit>> byPlace = new LinkedHashMap<>();
    long total = 0;
    for (SamplePlan.SampleSplit split : order.of(splits(set))) {
      PackedSplit packed = packed(split.split(), wanted);
      if (packed != null) {
        byPlace.computeIfAbsent(place(split.owner()), any -> new ArrayList<>()).add(packed);
        total += split.split().bytes();
      }
    }
    long tasks = (long) cores * PartitionPlan.TASKS_PER_CORE;
    long target = Math.max(1, Math.min(LARGEST, (total + tasks - 1) / tasks));
    List<SamplesPartition> partitions = new ArrayList<>();
    byPlace.forEach((place, splits) -> divide(splits, place, target, partitions));
    return order.of(partitions);
  }

  private List<SamplePlan.SampleSplit> splits(PictureSet set) {
    try {
      return plan.splits(set);
    } catch (IOException refused) {
      throw new CachedImagesException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static @Nullable PackedSplit packed(RecordSplit split, @Nullable Set<SourceFile> wanted) {
    if (wanted == null) {
      return new PackedSplit(split, null);
    }
    if (split instanceof ContainerRange range) {
      return wanted.contains(range.file()) ? new PackedSplit(split, null) : null;
    }
    List<SourceFile> files = ((FileRun) split).files();
    BitSet numbers = new BitSet(files.size());
    for (int i = 0; i < files.size(); i++) {
      numbers.set(i, wanted.contains(files.get(i)));
    }
    return numbers.isEmpty() ? null : new PackedSplit(split, numbers);
  }

  private static String place(@Nullable StorageNodeInfo owner) {
    if (owner == null) {
      return BlockLocations.NOWHERE;
    }
    return owner.executor().isEmpty()
        ? owner.host()
        : "executor_" + owner.host() + "_" + owner.executor();
  }

  private static void divide(
      List<PackedSplit> splits, String place, long target, List<SamplesPartition> partitions) {
    int first = 0;
    long bytes = 0;
    for (int i = 0; i < splits.size(); i++) {
      long weight = splits.get(i).split().bytes();
      if (i > first && bytes + weight > target) {
        partitions.add(new SamplesPartition(List.copyOf(splits.subList(first, i)), place));
        first = i;
        bytes = 0;
      }
      bytes += weight;
    }
    partitions.add(new SamplesPartition(List.copyOf(splits.subList(first, splits.size())), place));
  }
}

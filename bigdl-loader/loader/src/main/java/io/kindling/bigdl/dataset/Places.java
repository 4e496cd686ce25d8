package io.kindling.bigdl.dataset;

import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.samples.SamplePlan.SampleSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits dealt out to partitions, of which each has a place: that of the storage node that owns
 * what it reads.
 *
 * @param partitions splits of each
 * @param places of each in Spark's words, or {@link #ANYWHERE}
 */
record Places(List<List<RecordSplit>> partitions, List<String> places) {

  static final String ANYWHERE = "";

  /**
   * Gives each owner a partition of its own as far as there are enough, the largest first.
   *
   * @param count partitions
   */
  static Places of(List<SampleSplit> splits, int count) {
    Map<String, List<RecordSplit>> owners = new LinkedHashMap<>();
    for (SampleSplit split : splits) {
      owners.computeIfAbsent(place(split.owner()), any -> new ArrayList<>()).add(split.split());
    }
    List<Owner> largestFirst = new ArrayList<>();
    owners.forEach((place, owned) -> largestFirst.add(Owner.of(place, owned)));
    largestFirst.sort(
        Comparator.comparingLong(Owner::bytes).reversed().thenComparing(Owner::place));

    List<List<RecordSplit>> partitions = new ArrayList<>();
    List<String> places = new ArrayList<>();
    long[] bytes = new long[count];
    for (int i = 0; i < count; i++) {
      partitions.add(new ArrayList<>());
      places.add(ANYWHERE);
    }
    int next = 0;
    for (Owner owner : largestFirst) {
      if (!owner.place().equals(ANYWHERE) && next < count) {
        places.set(next, owner.place());
        partitions.get(next).addAll(owner.splits());
        bytes[next++] += owner.bytes();
      } else {
        for (RecordSplit split : owner.splits()) {
          int least = least(bytes);
          partitions.get(least).add(split);
          bytes[least] += split.bytes();
        }
      }
    }
    return new Places(partitions, places);
  }

  private static int least(long[] bytes) {
    int least = 0;
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i] < bytes[least]) {
        least = i;
      }
    }
    return least;
  }

  /** An executor, or the host of a node of its own. */
  private static String place(@Nullable StorageNodeInfo owner) {
    if (owner == null) {
      return ANYWHERE;
    }
    return owner.executor().isEmpty()
        ? owner.host()
        : "executor_" + owner.host() + "_" + owner.executor();
  }

  private record Owner(String place, List<RecordSplit> splits, long bytes) {
    static Owner of(String place, List<RecordSplit> splits) {
      return new Owner(place, splits, splits.stream().mapToLong(RecordSplit::bytes).sum());
    }
  }
}

package io.kindling.spark.read;

import io.kindling.image.record.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits a set into partitions of about equal bytes, of files whose bytes are in the same place.
 *
 * <p>A partition holds at most {@link #LARGEST} bytes and, when the set is small, a fraction of it
 * that gives each core {@link #TASKS_PER_CORE} tasks, so that no core waits long for the last one.
 * Every file counts for {@link #OPENING} bytes more than it has.
 */
final class PartitionPlan {
  static final long LARGEST = 64L << 20;
  static final long OPENING = 16L << 10;
  static final int TASKS_PER_CORE = 3;

  private final int cores;
  private final BlockLocations locations;

  PartitionPlan(int cores, BlockLocations locations) {
    this.cores = Math.max(1, cores);
    this.locations = locations;
  }

  /** Partitions in the order of the files, those of one place together. */
  List<ImagesPartition> partitions(List<SourceFile> files) {
    long total = files.stream().mapToLong(PartitionPlan::weight).sum();
    long tasks = (long) cores * TASKS_PER_CORE;
    long target = Math.min(LARGEST, (total + tasks - 1) / tasks);
    Map<String, List<SourceFile>> byPlace = new LinkedHashMap<>();
    for (SourceFile file : files) {
      byPlace.computeIfAbsent(locations.place(file), place -> new ArrayList<>()).add(file);
    }
    List<ImagesPartition> partitions = new ArrayList<>();
    byPlace.forEach((place, local) -> split(local, place, target, partitions));
    return partitions;
  }

  private static void split(
      List<SourceFile> files, String place, long target, List<ImagesPartition> partitions) {
    int first = 0;
    long bytes = 0;
    for (int i = 0; i < files.size(); i++) {
      long weight = weight(files.get(i));
      if (i > first && bytes + weight > target) {
        partitions.add(new ImagesPartition(files.subList(first, i), place));
        first = i;
        bytes = 0;
      }
      bytes += weight;
    }
    partitions.add(new ImagesPartition(files.subList(first, files.size()), place));
  }

  private static long weight(SourceFile file) {
    return file.length() + OPENING;
  }
}

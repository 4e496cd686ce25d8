package io.kindling.image.place;

import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Splits a set into partitions of about equal bytes, of files whose bytes are in the same place.
 *
 * <p>A partition holds at most {@link #LARGEST} bytes and, when the set is small, a fraction of it
 * that gives each core {@link #TASKS_PER_CORE} tasks, so that no core waits long for the last one.
 * Every file counts for {@link #OPENING} bytes more than it has.
 *
 * <p>A whole set is shuffled without moving a byte: its files are put into the order of the epoch,
 * those of one place follow each other in that order, and the partitions are put into such an order
 * as well. Containers are shuffled by their ranges; records within one keep their order.
 */
public final class PartitionPlan {
  static final long LARGEST = 64L << 20;
  static final long OPENING = 16L << 10;
  static final int TASKS_PER_CORE = 3;

  private final int cores;
  private final BlockLocations locations;
  private final @Nullable PictureSet containers;

  private PartitionPlan(int cores, BlockLocations locations, @Nullable PictureSet containers) {
    this.cores = Math.max(1, cores);
    this.locations = locations;
    this.containers = containers;
  }

  /** Of files that are pictures themselves. */
  public PartitionPlan(int cores, BlockLocations locations) {
    this(cores, locations, null);
  }

  /** For some files of a set, with the places that its file system tells. */
  public static PartitionPlan of(
      PictureSet set, List<SourceFile> files, Configuration configuration, int cores) {
    return new PartitionPlan(
        cores,
        BlockLocations.of(files, configuration),
        set.layout().container() == null ? null : set);
  }

  /** Partitions in the order of the files, those of one place together, then in the epoch's. */
  public List<SplitsPartition> partitions(List<SourceFile> files, EpochOrder order) {
    long total = files.stream().mapToLong(SourceFile::length).sum() + files.size() * OPENING;
    long tasks = (long) cores * TASKS_PER_CORE;
    long target = Math.max(1, Math.min(LARGEST, (total + tasks - 1) / tasks));
    Map<String, List<Piece>> byPlace = new LinkedHashMap<>();
    for (Piece piece : order.of(pieces(files, target))) {
      byPlace.computeIfAbsent(piece.place(locations), place -> new ArrayList<>()).add(piece);
    }
    List<SplitsPartition> partitions = new ArrayList<>();
    byPlace.forEach((place, local) -> pack(local, place, target, partitions));
    return order.of(partitions);
  }

  /** A file, or a range of a container. */
  private record Piece(SourceFile file, @Nullable ContainerRange range) {
    String place(BlockLocations locations) {
      return locations.place(file, range == null ? 0 : range.start());
    }

    long weight() {
      return (range == null ? file.length() : range.length()) + OPENING;
    }
  }

  private List<Piece> pieces(List<SourceFile> files, long target) {
    List<Piece> pieces = new ArrayList<>(files.size());
    for (SourceFile file : files) {
      if (containers == null) {
        pieces.add(new Piece(file, null));
      } else {
        containers.ranges(file, target).forEach(range -> pieces.add(new Piece(file, range)));
      }
    }
    return pieces;
  }

  private static void pack(
      List<Piece> pieces, String place, long target, List<SplitsPartition> partitions) {
    int first = 0;
    long bytes = 0;
    for (int i = 0; i < pieces.size(); i++) {
      long weight = pieces.get(i).weight();
      if (i > first && bytes + weight > target) {
        partitions.add(partition(pieces.subList(first, i), place));
        first = i;
        bytes = 0;
      }
      bytes += weight;
    }
    partitions.add(partition(pieces.subList(first, pieces.size()), place));
  }

  private static SplitsPartition partition(List<Piece> pieces, String place) {
    List<RecordSplit> ranges = new ArrayList<>();
    List<SourceFile> files = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.range == null) {
        files.add(piece.file);
      } else {
        ranges.add(piece.range);
      }
    }
    if (!files.isEmpty()) {
      ranges.add(new FileRun(files));
    }
    return new SplitsPartition(ranges, place);
  }
}

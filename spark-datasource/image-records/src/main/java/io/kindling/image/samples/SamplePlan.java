package io.kindling.image.samples;

import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackShape;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.hadoop.samples.FilePacks;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.ContainerFormat;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Divides a set into the splits whose samples are kept together, from its listing alone and the
 * same in every job that lists the same files on the same cluster. Costs no request.
 *
 * <p>Picture files go by the order of their listing into packs of files that have one owner.
 * Containers are cut into ranges of {@link #RANGE_BYTES}, those that cannot be cut are one split.
 * Used by one thread.
 */
public final class SamplePlan {

  /** Bytes of a container whose records are packed by one reader: a few packs. */
  public static final long RANGE_BYTES = 32L << 20;

  private final Configuration configuration;
  private final SampleTransform transform;

  /** By folder; finding a file system by its path costs more than the answer about a file. */
  private final Map<String, FilePacks> packs = new HashMap<>();

  /**
   * @param configuration where the file systems are configured
   */
  public SamplePlan(Configuration configuration, SampleTransform transform) {
    this.configuration = configuration;
    this.transform = transform;
  }

  /**
   * The splits of a set. Picture files: one pack each.
   *
   * @throws org.apache.hadoop.fs.PathIOException when a path does not lead through the cache; the
   *     message says what to do
   */
  public List<SampleSplit> splits(PictureSet set) throws IOException {
    ContainerFormat format = set.layout().container();
    return format == null ? ofFiles(set.files()) : ofContainers(set);
  }

  private List<SampleSplit> ofFiles(List<SourceFile> files) throws IOException {
    List<SampleSplit> splits = new ArrayList<>();
    if (files.isEmpty()) {
      return splits;
    }
    Map<Object, Group> open = new LinkedHashMap<>();
    int most = files(transform.shape(SampleDetails.OF_FILE, packs(files.get(0)).layout()));
    for (SourceFile file : files) {
      FilePacks known = packs(file);
      StorageNodeInfo owner = known.owner(new Path(file.path()), 0);
      Group group = open.computeIfAbsent(key(owner), any -> new Group(owner, new ArrayList<>()));
      group.files.add(file);
      if (group.files.size() == most) {
        splits.add(group.split());
        group.files.clear();
      }
    }
    for (Group group : open.values()) {
      if (!group.files.isEmpty()) {
        splits.add(group.split());
      }
    }
    return splits;
  }

  private static Object key(@Nullable StorageNodeInfo owner) {
    return owner == null ? "nobody" : owner.identity();
  }

  private List<SampleSplit> ofContainers(PictureSet set) throws IOException {
    List<SampleSplit> splits = new ArrayList<>();
    for (SourceFile file : set.files()) {
      FilePacks known = packs(file);
      for (ContainerRange range : set.ranges(file, RANGE_BYTES)) {
        splits.add(new SampleSplit(range, known.owner(new Path(file.path()), range.start())));
      }
    }
    return splits;
  }

  /** Picture files of a pack. */
  static int files(PackShape shape) {
    return Math.min(PackKey.MOST_SOURCES, shape.records());
  }

  private FilePacks packs(SourceFile file) throws IOException {
    FilePacks known = packs.get(file.folder());
    if (known == null) {
      Path path = new Path(file.path());
      known = FilePacks.of(path.getFileSystem(configuration), path);
      packs.put(file.folder(), known);
    }
    return known;
  }

  /**
   * A split and who keeps its packs.
   *
   * @param owner null when no cluster is there
   */
  public record SampleSplit(RecordSplit split, @Nullable StorageNodeInfo owner) {}

  /** Files of one owner that are not enough for a pack yet. */
  private record Group(@Nullable StorageNodeInfo owner, List<SourceFile> files) {
    SampleSplit split() {
      return new SampleSplit(new FileRun(files), owner);
    }
  }
}

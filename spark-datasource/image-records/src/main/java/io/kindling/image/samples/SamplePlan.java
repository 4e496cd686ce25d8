package io.kindling.image.samples;

import io.kindling.cache.block.FileKey;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Divides a set into the splits whose samples are kept together, from its listing alone and the
 * same in every job that lists the same files, whatever storage nodes come and go. Costs no
 * request.
 *
 * <p>Picture files go into packs in the order of the cache's names of them, which mixes classes,
 * and which files end a pack is told from their names: a file that comes or goes changes the packs
 * around it and leaves the others. Containers are cut into ranges of {@link #RANGE_BYTES}, those
 * that cannot be cut are one split. Used by one thread.
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
    int most = files(transform.shape(SampleDetails.OF_FILE, packs(files.get(0)).layout()));
    List<SourceFile> open = new ArrayList<>(most);
    for (KeyedFile next : byKey(files)) {
      open.add(next.file);
      if (open.size() == most || (open.size() >= (most + 1) / 2 && next.ends(most))) {
        splits.add(split(open));
        open.clear();
      }
    }
    if (!open.isEmpty()) {
      splits.add(split(open));
    }
    return splits;
  }

  private List<KeyedFile> byKey(List<SourceFile> files) throws IOException {
    List<KeyedFile> keyed = new ArrayList<>(files.size());
    for (SourceFile file : files) {
      keyed.add(new KeyedFile(packs(file).key(new Path(file.path())), file));
    }
    keyed.sort(KeyedFile.ORDER);
    return keyed;
  }

  private SampleSplit split(List<SourceFile> files) throws IOException {
    SourceFile first = files.get(0);
    return new SampleSplit(new FileRun(files), packs(first).owner(new Path(first.path()), 0));
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

  /** A file and the place that the cache's name of it gives it. */
  private record KeyedFile(FileKey key, SourceFile file) {
    static final Comparator<KeyedFile> ORDER =
        Comparator.<KeyedFile>comparingLong(keyed -> keyed.key.high())
            .thenComparingLong(keyed -> keyed.key.low())
            .thenComparing(keyed -> keyed.file.path());

    /** Two files in {@code most} end their pack, however that began. */
    boolean ends(int most) {
      return Long.remainderUnsigned(key.low(), most) < 2;
    }
  }
}

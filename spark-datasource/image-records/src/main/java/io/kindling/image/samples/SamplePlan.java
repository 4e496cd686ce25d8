package io.kindling.image.samples;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackShape;
import io.kindling.cache.pack.SourceRange;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
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
 * that cannot be cut are one split. Where the listing proves the content of the files, packs of
 * picture files have their names from here, and readers need not find out anything about a file
 * whose samples are there.
 *
 * <p>A set is divided once, however often it is asked for; who owns the splits is looked up each
 * time. Any thread.
 */
public final class SamplePlan {

  /** Bytes of a container whose records are packed by one reader: a few packs. */
  public static final long RANGE_BYTES = 32L << 20;

  private final Configuration configuration;
  private final SampleTransform transform;

  // Guarded by this.
  private @Nullable Divided divided;

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
    FolderPacks folders = new FolderPacks(configuration);
    List<SampleSplit> splits = new ArrayList<>();
    for (RecordSplit split : divided(set, folders)) {
      boolean whole = split instanceof FileRun;
      SourceFile file = whole ? ((FileRun) split).files().get(0) : ((ContainerRange) split).file();
      long start = whole ? 0 : ((ContainerRange) split).start();
      splits.add(new SampleSplit(split, folders.of(file).owner(new Path(file.path()), start)));
    }
    return splits;
  }

  /**
   * A set and how it is divided.
   *
   * @param layout of the cache that it was divided for; null when it has no file
   */
  private record Divided(PictureSet set, @Nullable BlockLayout layout, List<RecordSplit> splits) {}

  private synchronized List<RecordSplit> divided(PictureSet set, FolderPacks folders)
      throws IOException {
    BlockLayout layout = set.files().isEmpty() ? null : folders.of(set.files().get(0)).layout();
    Divided known = divided;
    if (known == null || !known.set.equals(set) || !Objects.equals(known.layout, layout)) {
      List<RecordSplit> splits =
          set.layout().container() == null
              ? ofFiles(set.files(), layout, folders)
              : ofContainers(set);
      known = new Divided(set, layout, splits);
      divided = known;
    }
    return known.splits;
  }

  private List<RecordSplit> ofFiles(
      List<SourceFile> files, @Nullable BlockLayout layout, FolderPacks folders)
      throws IOException {
    List<RecordSplit> splits = new ArrayList<>();
    if (layout == null) {
      return splits;
    }
    PackNames names =
        new PackNames(
            folders, transform.fingerprint(), transform.shape(SampleDetails.OF_FILE, layout));
    int most = files(names.shape);
    List<SourceFile> open = new ArrayList<>(most);
    for (KeyedFile next : byKey(files, folders)) {
      open.add(next.file);
      if (open.size() == most || (open.size() >= (most + 1) / 2 && next.ends(most))) {
        splits.add(new FileRun(open, names.of(open)));
        open.clear();
      }
    }
    if (!open.isEmpty()) {
      splits.add(new FileRun(open, names.of(open)));
    }
    return splits;
  }

  private static List<KeyedFile> byKey(List<SourceFile> files, FolderPacks folders)
      throws IOException {
    List<KeyedFile> keyed = new ArrayList<>(files.size());
    for (SourceFile file : files) {
      keyed.add(new KeyedFile(folders.of(file).key(new Path(file.path())), file));
    }
    keyed.sort(KeyedFile.ORDER);
    return keyed;
  }

  private static List<RecordSplit> ofContainers(PictureSet set) {
    List<RecordSplit> splits = new ArrayList<>();
    for (SourceFile file : set.files()) {
      splits.addAll(set.ranges(file, RANGE_BYTES));
    }
    return splits;
  }

  /** Names packs of picture files by what the listing told about them. */
  private record PackNames(FolderPacks folders, String fingerprint, PackShape shape) {

    /** The name of the files' pack; null when the content of one is not proven. */
    @Nullable PackKey of(List<SourceFile> files) throws IOException {
      List<SourceRange> ranges = new ArrayList<>(files.size());
      for (SourceFile file : files) {
        FileStatus status = file.status();
        FileVersion version = folders.of(file).proven(status.getPath(), status);
        if (version == null) {
          return null;
        }
        ranges.add(SourceRange.wholeFile(version));
      }
      return PackKey.of(ranges, fingerprint, shape);
    }
  }

  /** Picture files of a pack. */
  static int files(PackShape shape) {
    return Math.min(PackKey.MOST_SOURCES, shape.records());
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

package io.kindling.image.samples;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.pack.PackShape;
import io.kindling.hadoop.samples.FilePacks;
import io.kindling.hadoop.samples.PackSource;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.read.ContainerStream;
import io.kindling.image.read.RecordCount;
import io.kindling.image.read.RecordStream;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.StoredLabels;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Ready samples of the pictures of splits. A pack that this process holds is read in place; one
 * that its owner holds comes over in one exchange; one that nobody has is made, once in the
 * cluster. Any thread.
 */
public final class ReadySamples {
  /** Packs serve all readers, whatever labels they want. */
  private static final StoredLabels AS_STORED =
      new StoredLabels(LabelBase.ZERO, LabelBase.ZERO, List.of());

  /** A range is counted though this part of it, as one in so many, would have to be fetched. */
  private static final int MOST_MISSING = 8;

  private final Configuration configuration;
  private final SampleTransform transform;
  private final String fingerprint;
  private final StoredLabels labels;
  private final RecordOptions raw;
  private final SampleCounts counts = new SampleCounts();
  private final SampleMaker maker;

  /** By folder; finding a file system by its path costs more than opening a pack. */
  private final FolderPacks folders;

  private volatile @Nullable Shaped shaped;

  /**
   * @param configuration where the file systems are configured; all paths must lead through the
   *     cache
   * @param reading how the records of the set are read
   */
  public ReadySamples(
      Configuration configuration, SampleTransform transform, RecordOptions reading) {
    this.configuration = configuration;
    this.folders = new FolderPacks(configuration);
    this.transform = transform;
    this.fingerprint = transform.fingerprint();
    this.labels = reading.labels();
    this.raw = new RecordOptions(RecordOptions.Contents.READ, AS_STORED, reading.columns());
    this.maker = new SampleMaker(new ImageDecoder(transform.decoding()), counts);
  }

  /**
   * The packs of a split, in the order of its records. Picture files should come in the runs of a
   * {@link SamplePlan}: every reader has to divide them alike to find the packs of others.
   *
   * @throws org.apache.hadoop.fs.PathIOException when its path does not lead through the cache
   */
  public SamplePacks open(RecordSplit split) throws IOException {
    return split instanceof FileRun run
        ? new FilePackRun(this, run)
        : new ContainerPackRun(this, (ContainerRange) split);
  }

  /**
   * How many records the packs of a split have in all, as far as that is told without reading the
   * records: by the number of files, or by the headers of a container of which the cache holds
   * seven eighths or more. Records whose pictures turn out to be damaged count.
   *
   * @return empty when the number is told only by reading all of the split: when the cache does not
   *     hold it, when it is compressed as a whole, or when its headers are damaged, which opening
   *     its packs reports
   * @throws org.apache.hadoop.fs.PathIOException when its path does not lead through the cache
   * @throws IOException what the file system says
   */
  public OptionalLong count(RecordSplit split) throws IOException {
    if (split instanceof FileRun run) {
      return OptionalLong.of(run.files().size());
    }
    ContainerRange range = (ContainerRange) split;
    return isHeld(range) ? RecordCount.byHeaders(configuration, range, raw) : OptionalLong.empty();
  }

  private boolean isHeld(ContainerRange range) throws IOException {
    FilePacks packs = packs(range.file());
    PackSource source = packs.source(new Path(range.file().path()), range.file().status());
    if (source.version().length() != range.file().length()) {
      return false;
    }
    long missing = range.length() - packs.held(source, range.start(), range.length());
    return missing <= range.length() / MOST_MISSING;
  }

  /** Records of each pack of a split but the last one, which may have fewer. */
  public int recordsInPack(RecordSplit split) throws IOException {
    return split instanceof FileRun run
        ? SamplePlan.files(
            transform.shape(SampleDetails.OF_FILE, packs(run.files().get(0)).layout()))
        : transform
            .shape(SampleDetails.IN_CONTAINER, packs(((ContainerRange) split).file()).layout())
            .records();
  }

  /** What the making of packs took here. */
  public SampleCounts counts() {
    return counts;
  }

  SampleTransform transform() {
    return transform;
  }

  /** Of the transform, by the decoder of this process. */
  String fingerprint() {
    return fingerprint;
  }

  /** The shape of packs of picture files. */
  PackShape shapeOfFiles(BlockLayout layout) {
    Shaped known = shaped;
    if (known == null || !known.layout.equals(layout)) {
      known = new Shaped(layout, transform.shape(SampleDetails.OF_FILE, layout));
      shaped = known;
    }
    return known.shape;
  }

  private record Shaped(BlockLayout layout, PackShape shape) {}

  /** What the stored classes of containers mean to this reader. */
  StoredLabels labels() {
    return labels;
  }

  /** How containers are read for packs. */
  RecordOptions raw() {
    return raw;
  }

  SampleMaker maker() {
    return maker;
  }

  RecordStream stream(FileRun run) throws IOException {
    return RecordStream.open(configuration, run, raw);
  }

  /** See {@link RecordStream#openContainer}. */
  ContainerStream stream(ContainerRange range, long first, long end) throws IOException {
    return RecordStream.openContainer(configuration, range, raw, first, end);
  }

  FilePacks packs(SourceFile file) throws IOException {
    return folders.of(file);
  }
}

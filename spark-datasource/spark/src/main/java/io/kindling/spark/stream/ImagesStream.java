package io.kindling.spark.stream;

import io.kindling.image.listing.PictureSet;
import io.kindling.image.options.CachedImagesException;
import io.kindling.image.place.EpochOrder;
import io.kindling.image.place.PartitionPlan;
import io.kindling.image.record.Labels;
import io.kindling.image.record.SourceFile;
import io.kindling.image.source.PictureRead;
import io.kindling.spark.read.ImagesPartition;
import io.kindling.spark.read.ImagesReaderFactory;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxFiles;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that arrive below some paths, each in exactly one micro-batch. What was taken is known
 * by path in a {@link FileLog} of the checkpoint; a file that changes later is not taken again.
 *
 * <p>Without a synset file the numbers of classes would change with every new class, so picture
 * files of a stream have a synset and no label then. Records of containers have what is stored.
 * Used by the thread of the query.
 */
public final class ImagesStream implements MicroBatchStream, SupportsTriggerAvailableNow {
  private static final Comparator<SourceFile> OLDEST_FIRST =
      Comparator.comparingLong(SourceFile::modificationTime).thenComparing(SourceFile::path);

  private final StreamSource source;
  private final StructType columns;
  private final PictureRead read;
  private final FileLog log;

  /** The set as it was found last, which also says how its files are read. */
  private PictureSet set;

  /** Files older than this are not looked at; milliseconds since 1970. */
  private long oldest;

  /** What may be taken when all that is available now is asked for. */
  private @Nullable List<SourceFile> available;

  /**
   * Goes on where the checkpoint left off.
   *
   * @param checkpoint the source's own folder
   */
  public ImagesStream(
      StreamSource source, StructType columns, PictureRead read, String checkpoint) {
    this.source = source;
    this.columns = columns;
    this.read = read;
    this.set = source.atStart();
    try {
      log = new FileLog(new Path(checkpoint), source.configuration());
    } catch (IOException unreadable) {
      throw new CachedImagesException(
          "the checkpoint " + checkpoint + ": " + unreadable.getMessage(), unreadable);
    }
    forgetBefore(log.newest());
  }

  @Override
  public Offset initialOffset() {
    return LogOffset.NONE;
  }

  @Override
  public Offset deserializeOffset(String json) {
    return LogOffset.parse(json);
  }

  @Override
  public Offset latestOffset() {
    throw new UnsupportedOperationException("asked with a limit");
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return source.options().limited()
        ? ReadLimit.maxFiles(source.options().maxFiles())
        : ReadLimit.allAvailable();
  }

  @Override
  public Offset latestOffset(Offset start, ReadLimit limit) {
    // What a query wrote and did not live to run is the next batch as it stands.
    if (log.latest() <= ((LogOffset) start).entry()) {
      List<SourceFile> taken = arrived(most(limit));
      if (taken.isEmpty()) {
        return start;
      }
      record(taken);
    }
    return new LogOffset(log.latest());
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    available = found();
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    List<SourceFile> files = log.files(((LogOffset) start).entry(), ((LogOffset) end).entry());
    int cores = SparkSession.active().sparkContext().defaultParallelism();
    return PartitionPlan.of(set, files, source.configuration(), cores)
        .partitions(files, EpochOrder.LISTED)
        .stream()
        .map(ImagesPartition::new)
        .toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return ImagesReaderFactory.broadcast(source.configuration(), columns, read);
  }

  @Override
  public void commit(Offset end) {
    try {
      log.committed(((LogOffset) end).entry(), oldest);
    } catch (IOException failed) {
      throw unwritable(failed);
    }
  }

  @Override
  public void stop() {}

  private List<SourceFile> arrived(int most) {
    Set<String> listed = new HashSet<>();
    List<SourceFile> candidates = available == null ? found() : available;
    return candidates.stream()
        .filter(file -> file.modificationTime() >= oldest && !log.holds(file.path()))
        .filter(file -> listed.add(file.path()))
        .sorted(OLDEST_FIRST)
        .limit(most)
        .map(this::withLastingLabel)
        .toList();
  }

  private List<SourceFile> found() {
    try {
      set = source.look();
      return set.files();
    } catch (IOException unreachable) {
      throw new CachedImagesException(
          source.paths() + ": " + unreachable.getMessage(), unreachable);
    }
  }

  private void record(List<SourceFile> taken) {
    try {
      log.add(taken);
    } catch (IOException failed) {
      throw unwritable(failed);
    }
    forgetBefore(log.newest());
  }

  private void forgetBefore(long newest) {
    boolean any = newest != Long.MIN_VALUE;
    oldest = any ? newest - source.options().maxAgeMillis() : Long.MIN_VALUE;
  }

  private static int most(ReadLimit limit) {
    return limit instanceof ReadMaxFiles files ? files.maxFiles() : Integer.MAX_VALUE;
  }

  private SourceFile withLastingLabel(SourceFile file) {
    Labels labels = file.labels();
    boolean lasting = source.listed().listing().synsetFile() != null;
    return labels.hasLabel() && !lasting
        ? file.with(new Labels(Labels.NO_LABEL, labels.synset(), labels.split()))
        : file;
  }

  private static CachedImagesException unwritable(IOException failed) {
    return new CachedImagesException("the checkpoint: " + failed.getMessage(), failed);
  }
}

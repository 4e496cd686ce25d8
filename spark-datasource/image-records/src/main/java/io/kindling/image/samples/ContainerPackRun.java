package io.kindling.image.samples;

import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackShape;
import io.kindling.cache.pack.PackSize;
import io.kindling.cache.pack.PackWriter;
import io.kindling.cache.pack.SourceRange;
import io.kindling.hadoop.samples.FilePacks;
import io.kindling.hadoop.samples.PackSource;
import io.kindling.image.read.ContainerStream;
import io.kindling.image.record.ContainerFormat;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Packs of a range of a container. How many records lie in a range is known only by reading it, so
 * packs are counted: the first holds the first records of the range, as many as a pack takes, and
 * the last is the one that is not full. Who makes several packs in a row reads the range once; what
 * is read for one pack alone are its records and the headers of those before.
 */
final class ContainerPackRun implements SamplePacks {
  private final ReadySamples samples;
  private final ContainerRange range;
  private final FilePacks packs;
  private final PackShape shape;
  private @Nullable PackSource source;
  private @Nullable ContainerStream stream;
  private long streamAt;
  private long next;
  private boolean last;

  ContainerPackRun(ReadySamples samples, ContainerRange range) throws IOException {
    this.samples = samples;
    this.range = range;
    this.packs = samples.packs(range.file());
    this.shape = samples.transform().shape(SampleDetails.IN_CONTAINER, packs.layout());
  }

  @Override
  public @Nullable SamplePack next() throws IOException {
    if (last) {
      return null;
    }
    long first = next;
    Pack pack = packs.open(nextKey(), List.of(source()), writer -> make(writer, first));
    next += shape.records();
    last = pack.records() < shape.records();
    if (last) {
      close();
    }
    return labelled(pack);
  }

  /** Counts up to the first that is missing: whether others follow it, nobody knows then. */
  @Override
  public HeldSamples held() throws IOException {
    HeldSamples held = HeldSamples.NONE;
    while (!last) {
      PackSize pack = packs.find(nextKey(), source().path(), () -> List.of(source()));
      held = held.and(pack);
      next += shape.records();
      last = pack == null || pack.records() < shape.records();
    }
    return held;
  }

  private PackKey nextKey() throws IOException {
    SourceRange records =
        new SourceRange(source().version(), next, shape.records(), range.start(), 0);
    String transform =
        "%s, of %d bytes of %s with %s"
            .formatted(
                samples.fingerprint(), range.length(), range.format(), samples.raw().columns());
    return PackKey.of(List.of(records), transform, shape);
  }

  private SamplePack labelled(Pack pack) throws IOException {
    boolean done = false;
    try {
      SamplePack labelled =
          SamplePack.ofContainer(pack, range.file(), usualBase(range.format()), samples.labels());
      done = true;
      return labelled;
    } finally {
      if (!done) {
        pack.close();
      }
    }
  }

  /** The number of the first class, as the readers of the formats have it. */
  private static LabelBase usualBase(ContainerFormat format) {
    return switch (format) {
      case SEQUENCE_FILE, TFRECORD -> LabelBase.ONE;
      case WEBDATASET, PARQUET -> LabelBase.ZERO;
    };
  }

  @Override
  public void skip(int count) {
    next += (long) count * shape.records();
  }

  private PackSource source() throws IOException {
    PackSource known = source;
    if (known == null) {
      SourceFile file = range.file();
      known = packs.source(new Path(file.path()), file.status());
      source = known;
    }
    return known;
  }

  private void make(PackWriter writer, long first) throws IOException {
    ContainerStream open = at(first, writer);
    boolean done = false;
    try {
      streamAt += samples.maker().fill(writer, open, new Numbered(range.file().path(), first));
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /**
   * The stream before a record: that of the pack before, if that was made, and then it reads ahead
   * into the packs behind.
   */
  private ContainerStream at(long record, PackWriter writer) throws IOException {
    ContainerStream open = stream;
    if (open != null && streamAt == record) {
      open.readUpTo(Long.MAX_VALUE);
      return open;
    }
    close();
    open = samples.stream(range, record, record + writer.most());
    stream = open;
    streamAt = record;
    open.awaitFirst(writer::goesOn);
    return open;
  }

  @Override
  public void close() {
    ContainerStream open = stream;
    stream = null;
    if (open != null) {
      open.close();
    }
  }

  /** All records are those of one source. */
  private record Numbered(String container, long first) implements SampleMaker.Naming {
    @Override
    public int source(int record) {
      return 0;
    }

    @Override
    public long recordInSource(int record) {
      return first + record;
    }

    @Override
    public String key(PictureRecord record) {
      return record.path().substring(container.length() + 1);
    }
  }
}

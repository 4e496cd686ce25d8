package io.kindling.image.source;

import io.kindling.cache.pack.Pack;
import io.kindling.image.decode.DecodedImage;
import io.kindling.image.place.SamplesPartition;
import io.kindling.image.record.PictureContent;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.samples.ReadySamples;
import io.kindling.image.samples.SamplePack;
import io.kindling.image.samples.SamplePacks;
import io.kindling.image.samples.SampleTransform;
import java.io.IOException;
import java.util.Iterator;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of one partition out of sample packs, which are made here where nobody has them.
 * Used by the task's thread.
 */
final class SampledPictures implements PictureSource {
  private final Iterator<SamplesPartition.PackedSplit> splits;
  private final PictureRead read;
  private final SampleTransform transform;
  private final ReadySamples samples;
  private final ReadCounts counts;
  private final PictureDecoding decoding;
  private final SameArray arrays = new SameArray();
  private SamplesPartition.@Nullable PackedSplit split;
  private @Nullable SamplePacks packs;
  private @Nullable SamplePack pack;
  private int inPack;
  private int inSplit;
  private int rows;

  SampledPictures(
      Configuration configuration,
      SamplesPartition partition,
      PictureRead read,
      ReadCounts counts) {
    this.splits = partition.splits().iterator();
    this.read = read;
    this.transform = Objects.requireNonNull(read.options().samples());
    this.samples = new ReadySamples(configuration, transform, read.reading());
    this.counts = counts;
    this.decoding = new PictureDecoding(read.need(), read.options(), counts);
  }

  @Override
  public @Nullable Picture next() throws IOException {
    while (rows < read.limits().most()) {
      SamplePack open = packWithRecord();
      if (open == null) {
        return null;
      }
      int record = inPack++;
      boolean wanted = split != null && split.wants(inSplit++);
      Picture picture = wanted ? picture(open, record) : null;
      if (picture != null) {
        rows++;
        return picture;
      }
    }
    return null;
  }

  /** The open pack, or the next one that has records; null behind the last one. */
  private @Nullable SamplePack packWithRecord() throws IOException {
    while (pack == null || inPack == pack.records()) {
      closePack();
      if (packs == null) {
        if (!splits.hasNext()) {
          return null;
        }
        split = splits.next();
        inSplit = 0;
        packs = samples.open(split.split());
      }
      pack = opened(packs);
      inPack = 0;
      if (pack == null) {
        closePacks();
      }
    }
    return pack;
  }

  private @Nullable SamplePack opened(SamplePacks from) throws IOException {
    long decoded = samples.counts().decoded();
    long bytes = samples.counts().encodedBytes();
    long nanos = samples.counts().decodeNanos();
    SamplePack opened = from.next();
    counts.read(samples.counts().decoded() - decoded, samples.counts().encodedBytes() - bytes);
    counts.decoded(samples.counts().decodeNanos() - nanos);
    return opened;
  }

  private @Nullable Picture picture(SamplePack from, int number) throws IOException {
    PictureRecord record =
        new PictureRecord(
            from.path(number),
            from.source(number).modificationTime(),
            from.labels(number),
            from.storedLength(number),
            SampledPictures::notRead);
    if (!read.limits().take(record)) {
      return null;
    }
    if (from.found() != Pack.Found.MADE) {
      counts.sampleFound();
    }
    String reason = from.reason(number);
    if (reason == null) {
      byte[] bgr = arrays.apply(transform.recordLength());
      from.bgr(number).get(bgr);
      DecodedImage image =
          new DecodedImage(
              transform.size().width(), transform.size().height(), SampleTransform.CHANNELS, bgr);
      return new Picture(record, null, from.storedSize(number), image, null);
    }
    return decoding.bad(record, null, from.storedSize(number), reason);
  }

  private static PictureContent notRead() {
    throw new IllegalStateException("a ready sample has no encoded picture");
  }

  private void closePack() {
    SamplePack open = pack;
    pack = null;
    if (open != null) {
      open.close();
    }
  }

  private void closePacks() {
    SamplePacks open = packs;
    packs = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    closePack();
    closePacks();
  }
}

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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
  private final DecodedImage elsewhere;
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
    this.elsewhere =
        DecodedImage.withoutData(
            transform.size().width(), transform.size().height(), SampleTransform.CHANNELS);
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
      PictureRecord record = wanted(open);
      int number = inPack;
      goOn();
      Picture picture = record == null ? null : picture(open, number, record);
      if (picture != null) {
        rows++;
        return picture;
      }
    }
    return null;
  }

  @Override
  public @Nullable PictureRun run(long bytes, int most) throws IOException {
    int left = Math.min(most, read.limits().most() - rows);
    if (left < 1) {
      return null;
    }
    SamplePack open = packWithRecord();
    PictureRecord record = open == null ? null : wanted(open);
    while (open != null && record == null) {
      goOn();
      open = packWithRecord();
      record = open == null ? null : wanted(open);
    }
    if (open == null || record == null) {
      return null;
    }
    int first = inPack;
    int fitting = (int) Math.max(1, Math.min(left, bytes / transform.recordLength()));
    int end = first + Math.min(fitting, open.together(first));
    if (end == first || !open.bgr(first, end - first).isDirect()) {
      return null;
    }
    List<Picture> pictures = new ArrayList<>(end - first);
    while (record != null) {
      pictures.add(found(open, inPack, record, elsewhere));
      goOn();
      record = inPack == end ? null : wanted(open);
    }
    rows += pictures.size();
    return new PictureRun(pictures, open.bgr(first, pictures.size()), open.hold());
  }

  private void goOn() {
    inPack++;
    inSplit++;
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

  /** The record that comes next, if its row is wanted. */
  private @Nullable PictureRecord wanted(SamplePack from) {
    if (split == null || !split.wants(inSplit)) {
      return null;
    }
    PictureRecord record =
        new PictureRecord(
            from.path(inPack),
            from.source(inPack).modificationTime(),
            from.labels(inPack),
            from.storedLength(inPack),
            SampledPictures::notRead);
    return read.limits().take(record) ? record : null;
  }

  private @Nullable Picture picture(SamplePack from, int number, PictureRecord record)
      throws IOException {
    String reason = from.reason(number);
    if (reason != null) {
      if (from.found() != Pack.Found.MADE) {
        counts.sampleFound();
      }
      return decoding.bad(record, null, from.storedSize(number), reason);
    }
    byte[] bgr = arrays.apply(transform.recordLength());
    from.bgr(number).get(bgr);
    return found(
        from,
        number,
        record,
        new DecodedImage(
            transform.size().width(), transform.size().height(), SampleTransform.CHANNELS, bgr));
  }

  private Picture found(SamplePack from, int number, PictureRecord record, DecodedImage image) {
    if (from.found() != Pack.Found.MADE) {
      counts.sampleFound();
    }
    return new Picture(record, null, from.storedSize(number), image, null);
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

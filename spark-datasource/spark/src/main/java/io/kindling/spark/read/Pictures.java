package io.kindling.spark.read;

import io.kindling.image.decode.DecodedImage;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.PictureHeader;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.read.RecordStream;
import io.kindling.image.read.SourceBytes;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.PictureContent;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.RecordSplit;
import io.kindling.spark.metrics.ImagesMetrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of one partition, each read and decoded as far as the columns need it. Used by the
 * task's thread. Faults of the file system end the task in every mode; only pictures can be bad.
 */
final class Pictures implements PictureSource {
  private final Configuration configuration;
  private final Iterator<RecordSplit> splits;
  private final TaskRead read;
  private final RecordOptions reading;
  private final ImageDecoder decoder;
  private final ImagesMetrics metrics;
  private @Nullable RecordStream records;
  private SourceBytes closedSources = SourceBytes.NONE;
  private int rows;

  Pictures(
      Configuration configuration, List<RecordSplit> splits, TaskRead read, ImagesMetrics metrics) {
    this.configuration = configuration;
    this.splits = splits.iterator();
    this.read = read;
    this.reading = read.need() == Need.NOTHING ? read.reading().withoutContent() : read.reading();
    this.decoder = new ImageDecoder(read.options().decoding(), new SameArray());
    this.metrics = metrics;
  }

  @Override
  public @Nullable Picture next() throws IOException {
    while (rows < read.limits().most()) {
      PictureRecord record = nextRecord();
      if (record == null) {
        return null;
      }
      Picture picture = read.limits().take(record.path()) ? read(record) : null;
      if (picture != null) {
        rows++;
        return picture;
      }
    }
    return null;
  }

  @Override
  public void close() {
    if (records != null) {
      closedSources = closedSources.plus(records.sources());
      records.close();
      records = null;
    }
  }

  private @Nullable PictureRecord nextRecord() throws IOException {
    while (true) {
      if (records == null) {
        if (!splits.hasNext()) {
          return null;
        }
        records = RecordStream.open(configuration, splits.next(), reading);
      }
      PictureRecord record = records.next();
      if (record != null) {
        return record;
      }
      close();
    }
  }

  private @Nullable Picture read(PictureRecord record) throws IOException {
    if (read.need() == Need.NOTHING) {
      return new Picture(record, null, null, null, null);
    }
    ByteBuffer stored = null;
    PixelSize size = null;
    try {
      PictureContent content = record.content();
      metrics.read(content.bytes());
      countSources();
      stored = stored(content);
      if (read.need() == Need.BYTES) {
        return new Picture(record, stored, null, null, null);
      }
      size = size(record, content);
      DecodedImage image = read.need() == Need.PIXELS ? decode(record, content) : null;
      return new Picture(record, stored, size, image, null);
    } catch (UndecodableImageException bad) {
      metrics.bad();
      return switch (read.options().mode()) {
        case PERMISSIVE -> new Picture(record, stored, size, null, bad.reason());
        case DROPMALFORMED -> null;
        case FAILFAST -> throw bad;
      };
    }
  }

  private void countSources() {
    if (records != null) {
      metrics.from(closedSources.plus(records.sources()));
    }
  }

  private DecodedImage decode(PictureRecord record, PictureContent content)
      throws UndecodableImageException {
    long start = System.nanoTime();
    DecodedImage image = decoder.decode(record.path(), content);
    metrics.decoded(System.nanoTime() - start);
    return image;
  }

  private static ByteBuffer stored(PictureContent content) {
    if (content instanceof EncodedPicture encoded) {
      return encoded.encoded();
    }
    return ((RawPixels) content).bgr();
  }

  private static PixelSize size(PictureRecord record, PictureContent content)
      throws UndecodableImageException {
    if (content instanceof EncodedPicture encoded) {
      PictureHeader header = PictureHeader.read(record.path(), encoded.encoded());
      return new PixelSize(header.width(), header.height());
    }
    RawPixels raw = (RawPixels) content;
    return new PixelSize(raw.width(), raw.height());
  }
}

package io.kindling.bigdl;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.DecodedImage;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.read.RecordStream;
import io.kindling.image.record.PictureRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pictures as they are read, decoded into BigDL's records one by one. Used by one thread. */
final class RecordIterator implements Iterator<ByteRecord> {

  private static final Logger LOG = LoggerFactory.getLogger(RecordIterator.class);

  /** Bytes of width and height before the pixels of a record. */
  private static final int HEADER = 8;

  private final RecordStream pictures;
  private final ImageDecoder decoder;
  private final Undecodable undecodable;
  private final LongAccumulator dropped;
  private @Nullable ByteRecord next;

  /**
   * Records of pictures.
   *
   * @param side of the square that they are resized to, in pixels
   * @param dropped counts what was left out
   */
  RecordIterator(
      RecordStream pictures, int side, Undecodable undecodable, LongAccumulator dropped) {
    this.pictures = pictures;
    this.decoder = new ImageDecoder(DecodeOptions.bgr().withSize(TargetSize.exactly(side, side)));
    this.undecodable = undecodable;
    this.dropped = dropped;
  }

  @Override
  public boolean hasNext() {
    while (next == null) {
      PictureRecord picture = nextPicture();
      if (picture == null) {
        return false;
      }
      next = read(picture);
    }
    return true;
  }

  @Override
  public ByteRecord next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("all pictures have been read");
    }
    ByteRecord record = next;
    next = null;
    return record;
  }

  private @Nullable PictureRecord nextPicture() {
    try {
      return pictures.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The record of a picture; null when it was dropped. */
  private @Nullable ByteRecord read(PictureRecord picture) {
    try {
      return record(decoder.decode(picture), picture.labels().label());
    } catch (UndecodableImageException e) {
      if (undecodable == Undecodable.FAIL) {
        throw new UncheckedIOException(e);
      }
      dropped.add(1);
      LOG.warn("dropped a picture: {}", e.getMessage());
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** BigDL's form: width and height as big-endian integers, then the pixels. */
  private static ByteRecord record(DecodedImage image, int label) {
    byte[] pixels = image.data();
    byte[] record =
        ByteBuffer.allocate(HEADER + pixels.length)
            .putInt(image.width())
            .putInt(image.height())
            .put(pixels)
            .array();
    return new ByteRecord(record, label);
  }
}

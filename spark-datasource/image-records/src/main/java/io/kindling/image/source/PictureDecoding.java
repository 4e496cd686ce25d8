package io.kindling.image.source;

import io.kindling.image.column.Need;
import io.kindling.image.decode.DecodedImage;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.PictureHeader;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.options.ScanOptions;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.PictureContent;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decodes records as far as the columns need it, and does with bad pictures what the mode
 * says. Used by one thread.
 */
public final class PictureDecoding {
  private final Need need;
  private final ScanOptions options;
  private final ImageDecoder decoder;
  private final ReadCounts counts;

  public PictureDecoding(Need need, ScanOptions options, ReadCounts counts) {
    this.need = need;
    this.options = options;
    this.decoder = new ImageDecoder(options.decoding(), new SameArray());
    this.counts = counts;
  }

  /**
   * The picture of a record; null when it is bad and left out.
   *
   * @throws UndecodableImageException when it is bad and ends the read
   * @throws IOException what reading its content failed with
   */
  public @Nullable Picture read(PictureRecord record) throws IOException {
    if (need == Need.NOTHING) {
      return new Picture(record, null, null, null, null);
    }
    ByteBuffer stored = null;
    PixelSize size = null;
    try {
      PictureContent content = record.content();
      counts.read(1, content.bytes());
      stored = stored(content);
      if (need == Need.BYTES) {
        return new Picture(record, stored, null, null, null);
      }
      size = size(record, content);
      DecodedImage image = need == Need.PIXELS ? decode(record, content) : null;
      return new Picture(record, stored, size, image, null);
    } catch (UndecodableImageException bad) {
      return bad(record, stored, size, bad.reason());
    }
  }

  /**
   * What becomes of a picture that cannot be decoded.
   *
   * @throws UndecodableImageException when it ends the read
   */
  @Nullable Picture bad(
      PictureRecord record, @Nullable ByteBuffer stored, @Nullable PixelSize size, String reason)
      throws UndecodableImageException {
    counts.foundBad();
    return switch (options.mode()) {
      case PERMISSIVE -> new Picture(record, stored, size, null, reason);
      case DROPMALFORMED -> null;
      case FAILFAST -> throw new UndecodableImageException(record.path(), reason);
    };
  }

  private DecodedImage decode(PictureRecord record, PictureContent content)
      throws UndecodableImageException {
    long start = System.nanoTime();
    DecodedImage image = decoder.decode(record.path(), content);
    counts.decoded(System.nanoTime() - start);
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

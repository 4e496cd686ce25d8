package io.kindling.image.sequencefile;

import io.kindling.image.record.RawPixels;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.WritableUtils;
import org.jspecify.annotations.Nullable;

/**
 * Takes the pixels out of values as they are stored: maybe compressed, a Text or a BytesWritable
 * around width, height and pixels. Each picture gets an array of its own, into which it is
 * decompressed at once. For one thread.
 */
final class PixelValues implements Closeable {
  private static final int SIZES = 2 * Integer.BYTES;

  private final ValueBytes bytes;
  private final boolean texts;
  private final byte[] head = new byte[Long.BYTES + 1];

  private PixelValues(ValueBytes bytes, boolean texts) {
    this.bytes = bytes;
    this.texts = texts;
  }

  /** The values of a file that is not compressed in blocks. */
  static PixelValues of(SequenceFile.Reader opened) throws IOException {
    return new PixelValues(
        ValueBytes.of(opened.getCompressionCodec()), SequenceFileRecords.hasTexts(opened));
  }

  /**
   * The pixels of a value; null when it holds something else.
   *
   * @param raw the value as it is stored, from the beginning of the array
   * @throws EOFException when the value ends before its content does
   */
  @Nullable RawPixels pixels(byte[] raw, int length) throws IOException {
    bytes.begin(raw, length);
    long content = texts ? textLength() : bytesLength();
    if (content < SIZES) {
      return null;
    }
    bytes.read(head, 0, SIZES);
    ByteBuffer sizes = ByteBuffer.wrap(head);
    int width = sizes.getInt();
    int height = sizes.getInt();
    if (!isPicture(width, height, content - SIZES)) {
      return null;
    }
    byte[] pixels = new byte[(int) content - SIZES];
    bytes.read(pixels, 0, pixels.length);
    bytes.end();
    return new RawPixels(width, height, ByteBuffer.wrap(pixels));
  }

  /** Whether so many bytes are a picture of that size. */
  static boolean isPicture(int width, int height, long bytes) {
    return width > 0 && height > 0 && (long) width * height * RawPixels.CHANNELS == bytes;
  }

  /** A Text begins with its length, in one byte to nine. */
  private long textLength() throws IOException {
    bytes.read(head, 0, 1);
    int size = WritableUtils.decodeVIntSize(head[0]);
    if (size == 1) {
      return head[0];
    }
    byte first = head[0];
    bytes.read(head, 0, size - 1);
    long value = 0;
    for (int i = 0; i < size - 1; i++) {
      value = (value << Byte.SIZE) | (head[i] & 0xFF);
    }
    return WritableUtils.isNegativeVInt(first) ? ~value : value;
  }

  private long bytesLength() throws IOException {
    bytes.read(head, 0, Integer.BYTES);
    return ByteBuffer.wrap(head).getInt();
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}

package io.kindling.image.tfrecord;

import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.record.SourceFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a TFRecord file: length (8 bytes, little-endian), checksum of the length, data,
 * checksum of the data. Both checksums are checked.
 */
final class RecordFrames {
  private static final int LENGTH = 8;
  private static final int CHECKSUM = 4;

  private final SourceFile file;
  private final InputStream input;
  private final byte[] header = new byte[LENGTH + CHECKSUM];
  private long number = -1;

  RecordFrames(SourceFile file, InputStream input) {
    this.file = file;
    this.input = input;
  }

  /** Number of the record that was read last, from 0. */
  long number() {
    return number;
  }

  /** The data of the next record, in an array of its own; null at the end. */
  byte @Nullable [] next() throws IOException {
    number++;
    try {
      int read = input.readNBytes(header, 0, header.length);
      if (read == 0) {
        return null;
      }
      requireAll(read, header.length);
      requireChecksum(header, LENGTH, ints(header).getInt(LENGTH), "length");
      long length = ints(header).getLong(0);
      if (length < 0 || length > Integer.MAX_VALUE - 8) {
        throw damaged("its " + length + " bytes are more than an array holds", null);
      }
      byte[] data = input.readNBytes((int) length);
      requireAll(data.length, (int) length);
      byte[] checksum = input.readNBytes(CHECKSUM);
      requireAll(checksum.length, CHECKSUM);
      requireChecksum(data, data.length, ints(checksum).getInt(0), "data");
      return data;
    } catch (EOFException cut) {
      throw DamagedContainerException.cut(file, place(), cut);
    } catch (ZipException wrong) {
      throw damaged("its gzip bytes are wrong (" + wrong.getMessage() + "); copy it again", wrong);
    }
  }

  private void requireAll(int read, int wanted) throws DamagedContainerException {
    if (read < wanted) {
      throw DamagedContainerException.cut(file, place(), null);
    }
  }

  private void requireChecksum(byte[] bytes, int length, int expected, String of)
      throws DamagedContainerException {
    if (MaskedCrc.of(bytes, 0, length) != expected) {
      throw damaged(
          "the checksum of its "
              + of
              + " is wrong"
              + (number == 0 && of.equals("length")
                  ? "; either this is no TFRecord file, and another layout is to be named, or its"
                      + " bytes are damaged"
                  : "; copy the file again"),
          null);
    }
  }

  private DamagedContainerException damaged(String reason, @Nullable Throwable cause) {
    return new DamagedContainerException(file, place(), reason, cause);
  }

  private String place() {
    return "record " + number;
  }

  private static ByteBuffer ints(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

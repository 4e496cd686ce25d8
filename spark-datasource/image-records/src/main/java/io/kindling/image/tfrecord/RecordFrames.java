package io.kindling.image.tfrecord;

import io.kindling.image.container.ContainerInput;
import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.record.ContainerRange;
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
 *
 * <p>A record belongs to the range that holds its first byte. A reader that begins in the middle of
 * the file goes on byte by byte until a length fits into the file and has its checksum, which bytes
 * of a picture have by chance once in 2^64. Whoever reads the range before has checked the very
 * same length, so that a damaged one is an error and not passed over.
 */
final class RecordFrames {
  private static final int LENGTH = 8;
  private static final int CHECKSUM = 4;
  private static final int HEADER = LENGTH + CHECKSUM;

  private final SourceFile file;
  private final InputStream input;

  /** Known of files that are not compressed. */
  private final long fileLength;

  private final long end;
  private final byte[] header = new byte[HEADER];

  /** Bytes that were read, counted from the beginning of the file. */
  private long position;

  private long recordAt;
  private boolean entered;
  private final boolean inflated;

  /**
   * @param input from the beginning of the range
   */
  RecordFrames(ContainerRange range, ContainerInput input) {
    this.file = range.file();
    this.input = input.stream();
    this.position = range.start();
    this.recordAt = position;
    this.entered = range.start() == 0;
    this.inflated = input.inflated();
    this.fileLength = input.inflated() ? Long.MAX_VALUE : file.length();
    this.end = input.inflated() ? Long.MAX_VALUE : range.end();
  }

  /** Whether what is passed over has to be inflated all the same. */
  boolean isInflated() {
    return inflated;
  }

  /** The byte at which the record that was read last begins. */
  long recordAt() {
    return recordAt;
  }

  /** The data of the next record, in an array of its own; null behind the last one. */
  byte @Nullable [] next() throws IOException {
    try {
      if (!toNext()) {
        return null;
      }
      byte[] data = read(arrayLength());
      byte[] checksum = read(CHECKSUM);
      requireChecksum(data, data.length, ints(checksum).getInt(0), "data");
      return data;
    } catch (EOFException cut) {
      throw DamagedContainerException.cut(file, place(), cut);
    } catch (ZipException wrong) {
      throw damagedGzip(wrong);
    }
  }

  /** Passes over the next record, of whose data nothing is read; false behind the last one. */
  boolean skip() throws IOException {
    try {
      if (!toNext()) {
        return false;
      }
      long rest = (long) arrayLength() + CHECKSUM;
      if (!fits()) {
        throw DamagedContainerException.cut(file, place(), null);
      }
      input.skipNBytes(rest);
      position += rest;
      return true;
    } catch (EOFException cut) {
      throw DamagedContainerException.cut(file, place(), cut);
    } catch (ZipException wrong) {
      throw damagedGzip(wrong);
    }
  }

  /** Reads what is before the data of the next record of the range; false behind the last one. */
  private boolean toNext() throws IOException {
    boolean found = entered ? readHeader() : enter();
    entered = true;
    return found && recordAt < end;
  }

  private int arrayLength() throws DamagedContainerException {
    long length = length();
    if (length < 0 || length > Integer.MAX_VALUE - 8) {
      throw damaged("its " + length + " bytes are more than an array holds", null);
    }
    return (int) length;
  }

  /** Reads what is before the data of the next record; false at the end of the file. */
  private boolean readHeader() throws IOException {
    recordAt = position;
    int read = input.readNBytes(header, 0, HEADER);
    position += read;
    if (read == 0) {
      return false;
    }
    requireAll(read, HEADER);
    requireChecksum(header, LENGTH, ints(header).getInt(LENGTH), "length");
    if (recordAt >= end && !fits()) {
      throw DamagedContainerException.cut(file, place(), null);
    }
    return true;
  }

  /** Goes to the first record that begins in the range; false when none does. */
  private boolean enter() throws IOException {
    position += input.readNBytes(header, 0, HEADER);
    recordAt = position - HEADER;
    while (recordAt < end) {
      if (fits() && MaskedCrc.of(header, 0, LENGTH) == ints(header).getInt(LENGTH)) {
        return true;
      }
      int next = input.read();
      if (next < 0) {
        return false;
      }
      System.arraycopy(header, 1, header, 0, HEADER - 1);
      header[HEADER - 1] = (byte) next;
      position++;
      recordAt++;
    }
    return false;
  }

  /** Whether the record whose length was read can be in the file as a whole. */
  private boolean fits() {
    long length = length();
    return length >= 0 && length <= fileLength - recordAt - HEADER - CHECKSUM;
  }

  private long length() {
    return ints(header).getLong(0);
  }

  private byte[] read(int length) throws IOException {
    byte[] bytes = input.readNBytes(length);
    position += bytes.length;
    requireAll(bytes.length, length);
    return bytes;
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
              + (recordAt == 0 && of.equals("length")
                  ? "; either this is no TFRecord file, and another layout is to be named, or its"
                      + " bytes are damaged"
                  : "; copy the file again"),
          null);
    }
  }

  private DamagedContainerException damagedGzip(ZipException wrong) {
    return damaged("its gzip bytes are wrong (" + wrong.getMessage() + "); copy it again", wrong);
  }

  private DamagedContainerException damaged(String reason, @Nullable Throwable cause) {
    return new DamagedContainerException(file, place(), reason, cause);
  }

  /** The record that is being read, as errors name it. */
  String place() {
    return "record at byte " + recordAt;
  }

  private static ByteBuffer ints(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

package io.kindling.cache.store;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Appends records, {@code length, fields, CRC-32C} each, to a file. What could not be written stays
 * and is written by the next {@link #flush}, at the same place, so that a disk that was full for a
 * while leaves no gap. For one thread.
 */
final class JournalWriter implements Closeable {

  private static final int OVERHEAD = Short.BYTES + Integer.BYTES;

  private final FileChannel channel;
  private ByteBuffer pending = ByteBuffer.allocate(64 << 10);
  private long end;
  private long records;

  private JournalWriter(FileChannel channel, long end, long records) {
    this.channel = channel;
    this.end = end;
    this.records = records;
  }

  /** A new file in the place of what was there. */
  static JournalWriter create(Path file) throws IOException {
    return new JournalWriter(
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE),
        0,
        0);
  }

  /** Goes on with a file, after its last whole record. */
  static JournalWriter resume(Path file, long end, long records) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    channel.truncate(end);
    return new JournalWriter(channel, end, records);
  }

  /** The checksum of a record. */
  static int crc(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
  }

  /** Bytes of a record in the file. */
  static int size(int fields) {
    return fields + OVERHEAD;
  }

  /**
   * Adds a record, which reaches the file with the next flush or before.
   *
   * @throws IOException when room for it could not be made; then it is not added
   */
  void append(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
    fields.writeTo(new DataOutputStream(bytes));
    byte[] record = bytes.toByteArray();
    if (record.length > 0xffff) {
      throw new IOException("a journal record of " + record.length + " bytes");
    }
    if (pending.remaining() < size(record.length)) {
      flush();
      if (pending.capacity() < size(record.length)) {
        pending = ByteBuffer.allocate(size(record.length));
      }
    }
    pending.putShort((short) record.length).put(record).putInt(crc(record, record.length));
    records++;
  }

  /** Hands everything added so far to the kernel, where a killed process cannot take it along. */
  void flush() throws IOException {
    ByteBuffer bytes = pending.duplicate().flip();
    while (bytes.hasRemaining()) {
      int ignored = channel.write(bytes, end + bytes.position());
    }
    end += bytes.position();
    pending.clear();
  }

  /** Takes back what was added since the last flush that succeeded. */
  void forgetPending() {
    pending.clear();
  }

  /** Makes the file survive a power cut. */
  void force() throws IOException {
    channel.force(true);
  }

  long records() {
    return records;
  }

  /** Bytes that are in the file. */
  long end() {
    return end;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Writes the fields of one record. */
  @FunctionalInterface
  interface Fields {
    void writeTo(DataOutputStream out) throws IOException;
  }
}

package io.kindling.cache.pack;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A sample pack that is open for reading. Safe for any number of threads; closed once, by its
 * owner. Buffers that it gave are undefined afterwards.
 */
public final class Pack implements AutoCloseable {

  private final PackKey key;
  private final PackLayout layout;
  private final PackBytes bytes;
  private final Found found;
  private final ByteBuffer head;
  private final PackFormat format;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Pack(
      PackKey key,
      PackLayout layout,
      PackBytes bytes,
      Found found,
      ByteBuffer head,
      PackFormat format) {
    this.key = key;
    this.layout = layout;
    this.bytes = bytes;
    this.found = found;
    this.head = head;
    this.format = format;
  }

  /** Where a pack came from. */
  public enum Found {
    /** This JVM's own store: the records are read where they are kept. */
    HERE,
    /** The storage node of another JVM. */
    PEER,
    /** It was made for this reader. */
    MADE
  }

  /**
   * Opens a pack.
   *
   * @param bytes closed with the pack; not when this fails
   * @throws DamagedPackException when they are not the pack's
   */
  public static Pack open(PackKey key, int blockSize, PackBytes bytes, Found found)
      throws DamagedPackException {
    PackLayout layout = PackLayout.of(key.shape(), blockSize);
    if (bytes.length() < layout.payload()) {
      throw new DamagedPackException(
          DamagedPackException.Cause.DAMAGED, bytes.length() + " bytes of " + key);
    }
    ByteBuffer head = bytes.slice(0, (int) layout.payload());
    PackFormat format = PackFormat.read(key, layout, head, bytes);
    return new Pack(key, layout, bytes, found, head, format);
  }

  /** Its name. */
  public PackKey key() {
    return key;
  }

  /** Where it came from. */
  public Found found() {
    return found;
  }

  /** Bytes of the whole pack. */
  public int length() {
    return format.length();
  }

  /** How many records it has; not more than its key's shape says, and perhaps none. */
  public int records() {
    return format.records();
  }

  /**
   * The bytes of a record, read-only: in place unless they lie in several pieces of memory, which
   * is rare for records not longer than a block.
   */
  public ByteBuffer record(int number) {
    Objects.checkIndex(number, records());
    return bytes.slice((int) layout.record(number), layout.shape().recordLength());
  }

  /**
   * How many records, from one on, are one range of memory. 0 when records of this length have gaps
   * between them, or this one is in several places.
   */
  public int together(int number) {
    Objects.checkIndex(number, records());
    int length = layout.shape().recordLength();
    int start = (int) layout.record(number);
    if (layout.stride() != length) {
      return 0;
    }
    int count = 0;
    while (number + count < records()
        && layout.record(number + count) == start + (long) count * length
        && bytes.isInOnePiece(start, (count + 1) * length)) {
      count++;
    }
    return count;
  }

  /** The bytes of some records that are {@linkplain #together one range}, read-only. */
  public ByteBuffer records(int number, int count) {
    Objects.checkFromIndexSize(number, count, records());
    return bytes.slice((int) layout.record(number), count * layout.shape().recordLength());
  }

  /**
   * Keeps the bytes for one more user: buffers of records are valid until this pack is closed and
   * the hold as well.
   *
   * @return to be closed once, by any thread
   */
  public PackBytes hold() {
    return bytes.retain();
  }

  /** The label of a record. */
  public double label(int number) {
    return head.getDouble(entry(number));
  }

  /** The number of a record in its source. */
  public long recordInSource(int number) {
    return head.getLong(entry(number) + 8);
  }

  /** The number of a record's source in the key. */
  public int source(int number) {
    return head.getInt(entry(number) + 16);
  }

  /** What the maker kept about a record, read-only. */
  public ByteBuffer details(int number) {
    return head.slice(entry(number) + PackLayout.ENTRY, layout.shape().detailLength());
  }

  private int entry(int number) {
    bytes.requireOpen();
    return layout.entry(Objects.checkIndex(number, records()));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      bytes.close();
    }
  }

  @Override
  public String toString() {
    return key + " with " + records() + " records, " + found;
  }
}

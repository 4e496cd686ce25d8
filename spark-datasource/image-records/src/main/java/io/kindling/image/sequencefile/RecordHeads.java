package io.kindling.image.sequencefile;

import io.kindling.image.record.ContainerRange;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Goes through the records of a SequenceFile that is not compressed in blocks by their heads:
 * length of key and value, length of the key. What of a record is not read is passed over. Used by
 * one thread.
 */
final class RecordHeads {
  private final FSDataInputStream in;
  private final SyncMarker sync;
  private final ContainerRange range;
  private boolean entered;
  private boolean finished;
  private long next;
  private int keyLength;
  private int valueLength;

  RecordHeads(FSDataInputStream in, SyncMarker sync, ContainerRange range) {
    this.in = in;
    this.sync = sync;
    this.range = range;
    this.next = range.start() == 0 ? sync.headerEnd() : range.start();
  }

  /**
   * Goes to the next record of the range; false behind the last one.
   *
   * @throws EOFException when the file ends in the record
   */
  boolean next() throws IOException {
    if (!entered) {
      enter();
    }
    finished = finished || !readHead();
    return !finished;
  }

  /** A range that is not the first begins with the first marker in it. */
  private void enter() throws IOException {
    if (range.start() > 0) {
      next = sync.find(in, range.start());
      finished = next >= range.end();
    }
    entered = true;
  }

  private boolean readHead() throws IOException {
    long before = next;
    if (before >= sync.fileLength()) {
      return false;
    }
    in.seek(before);
    int length = in.readInt();
    if (length == SyncMarker.ESCAPE) {
      sync.expect(in);
      if (before >= range.end() || in.getPos() >= sync.fileLength()) {
        return false;
      }
      length = in.readInt();
    }
    keyLength = in.readInt();
    if (keyLength < 0 || length < keyLength) {
      throw new IOException("a record of " + length + " bytes with a key of " + keyLength);
    }
    valueLength = length - keyLength;
    next = in.getPos() + length;
    if (next > sync.fileLength()) {
      throw new EOFException();
    }
    return true;
  }

  /** Where the record begins that comes next, or its marker. */
  long behind() {
    return next;
  }

  /** Bytes of the key of this record. */
  int keyLength() {
    return keyLength;
  }

  /** Bytes of its value as they are stored. */
  int valueLength() {
    return valueLength;
  }

  /** Reads all of the key and then all of the value, in as many steps as the caller likes. */
  void read(byte[] target, int count) throws IOException {
    in.readFully(target, 0, count);
  }
}

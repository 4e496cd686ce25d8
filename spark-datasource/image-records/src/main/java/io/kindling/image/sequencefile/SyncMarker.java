package io.kindling.image.sequencefile;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * What a SequenceFile writes between records now and then: a length of -1, and 16 bytes that the
 * file chose for itself.
 */
final class SyncMarker {

  /** In place of the length of a record. */
  static final int ESCAPE = -1;

  private static final int HASH = 16;
  private static final int CHUNK = 64 << 10;

  private final byte[] hash;
  private final byte[] read = new byte[HASH];
  private final long headerEnd;
  private final long fileLength;

  private SyncMarker(byte[] hash, long headerEnd, long fileLength) {
    this.hash = hash;
    this.headerEnd = headerEnd;
    this.fileLength = fileLength;
  }

  /** The marker of a file, with which its header ends. */
  static SyncMarker behindHeader(FSDataInputStream in, long headerEnd, long fileLength)
      throws IOException {
    byte[] hash = new byte[HASH];
    in.readFully(headerEnd - HASH, hash, 0, HASH);
    return new SyncMarker(hash, headerEnd, fileLength);
  }

  /** The byte behind the header. */
  long headerEnd() {
    return headerEnd;
  }

  long fileLength() {
    return fileLength;
  }

  /**
   * Reads the bytes behind an {@link #ESCAPE}.
   *
   * @throws IOException when they are others, or the file ends
   */
  void expect(FSDataInputStream in) throws IOException {
    in.readFully(read, 0, HASH);
    if (!Arrays.equals(read, hash)) {
      throw new IOException("a sync marker is not the one of the file's header");
    }
  }

  /** Where the first marker begins from a position on; the file's length when there is none. */
  long find(FSDataInputStream in, long position) throws IOException {
    byte[] chunk = new byte[CHUNK];
    int kept = 0;
    long at = Math.max(position, headerEnd) + Integer.BYTES;
    while (at + kept < fileLength) {
      in.seek(at + kept);
      int wanted = (int) Math.min(CHUNK - kept, fileLength - at - kept);
      in.readFully(chunk, kept, wanted);
      int filled = kept + wanted;
      for (int i = 0; i + HASH <= filled; i++) {
        if (chunk[i] == hash[0] && Arrays.equals(chunk, i, i + HASH, hash, 0, HASH)) {
          return at + i - Integer.BYTES;
        }
      }
      kept = Math.min(HASH - 1, filled);
      System.arraycopy(chunk, filled - kept, chunk, 0, kept);
      at += filled - kept;
    }
    return fileLength;
  }
}

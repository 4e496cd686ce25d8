package io.kindling.image.webdataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Looks at the bytes of a tar that pass for the first header at or behind a place: the one with
 * which a reader begins that enters the tar there.
 */
final class PassingHeaders extends FilterInputStream {
  private static final int MOST_SKIPPED = 16 << 10;

  private final long from;
  private final byte[] block = new byte[TarHeader.BLOCK];
  private int filled;
  private long position;
  private long found = -1;

  /**
   * @param input from a block's beginning on
   * @param position of its first byte in the tar
   * @param from beginning of a block; {@link Long#MAX_VALUE} when nothing is looked for
   */
  PassingHeaders(InputStream input, long position, long from) {
    super(input);
    this.position = position;
    this.from = from;
  }

  /** Where the next byte is in the tar. */
  long position() {
    return position;
  }

  /** Where the header begins; -1 as long as none has passed. */
  long found() {
    return found;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read > 0) {
      look(buffer, offset, read);
      position += read;
    }
    return read;
  }

  /** Reads what is to be looked at. */
  @Override
  public long skip(long count) throws IOException {
    long unseen = found >= 0 ? count : Math.min(count, from - position);
    if (unseen > 0) {
      long skipped = super.skip(unseen);
      position += skipped;
      return skipped;
    }
    byte[] passed = new byte[(int) Math.min(count, MOST_SKIPPED)];
    return passed.length == 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
  }

  private void look(byte[] buffer, int offset, int length) {
    int at = (int) Math.min(length, Math.max(0, from - position));
    while (at < length && found < 0) {
      int taken = Math.min(length - at, TarHeader.BLOCK - filled);
      System.arraycopy(buffer, offset + at, block, filled, taken);
      filled += taken;
      at += taken;
      if (filled == TarHeader.BLOCK) {
        filled = 0;
        if (TarHeader.is(block)) {
          found = position + at - TarHeader.BLOCK;
        }
      }
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}

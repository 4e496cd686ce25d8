package io.kindling.image.webdataset;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Knows with how many zeros the bytes that were read so far end. */
final class TrailingZeros extends FilterInputStream {
  static final int BLOCK = 512;

  private long zeros;

  TrailingZeros(InputStream input) {
    super(input);
  }

  long zeros() {
    return zeros;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      zeros = value == 0 ? zeros + 1 : 0;
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    int at = offset + read - 1;
    while (at >= offset && buffer[at] == 0) {
      at--;
    }
    int trailing = Math.max(0, offset + read - 1 - at);
    if (read > 0) {
      zeros = trailing == read ? zeros + read : trailing;
    }
    return read;
  }

  /**
   * What a member holds is passed over without a look, and the count begins anew behind it. Behind
   * a block of zeros there is no member, and so all is read.
   */
  @Override
  public long skip(long count) throws IOException {
    if (zeros >= BLOCK) {
      byte[] passed = new byte[(int) Math.min(count, 16 << 10)];
      return passed.length == 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
    }
    long passed = super.skip(count);
    if (passed > 0) {
      zeros = 0;
    }
    return passed;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}

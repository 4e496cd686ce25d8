package io.kindling.benchmarks;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.client.UnderStoreFile;
import java.io.IOException;

/** A file whose bytes follow from its number and their place, so that any range can be checked. */
final class SoakFile implements UnderStoreFile {

  /** Bytes of each file. */
  static final int LENGTH = 8 << 20;

  private static final int PIECE = 64 << 10;

  private final int number;
  private final FileVersion version;

  SoakFile(int number) {
    this.number = number;
    this.version = FileVersion.of("memory:///soak/" + number, LENGTH, "1", Strength.STRONG);
  }

  /** Writes what the file has from {@code position} on. */
  void fill(long position, byte[] target, int count) {
    long word = 0;
    for (int i = 0; i < count; i++) {
      long at = position + i;
      if (i == 0 || (at & 7) == 0) {
        word = mix((at >> 3) + number * 0x9E3779B97F4A7C15L);
      }
      target[i] = (byte) (word >> ((at & 7) << 3));
    }
  }

  private static long mix(long seed) {
    long mixed = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  @Override
  public FileVersion version() {
    return version;
  }

  @Override
  public void fetch(long position, long length, ByteSink sink) throws IOException {
    byte[] piece = new byte[PIECE];
    for (long done = 0; done < length; ) {
      int count = (int) Math.min(piece.length, length - done);
      fill(position + done, piece, count);
      sink.accept(piece, 0, count);
      done += count;
    }
  }

  @Override
  public void checkReadable() {}

  @Override
  public void checkUnchanged() {}

  @Override
  public void close() {}
}

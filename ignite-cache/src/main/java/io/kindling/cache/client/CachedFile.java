package io.kindling.cache.client;

import io.kindling.cache.block.FileVersion;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One version of a file, open for reading at any position. Safe for any number of threads.
 *
 * <p>A fault of the cache never fails a read: the bytes then come from the under store. What the
 * under store says (not found, permission denied, changed) is passed on as it is.
 */
public interface CachedFile extends Closeable {

  /** What is read. */
  FileVersion version();

  /**
   * Fills the buffer from {@code position} as far as the file reaches, and advances it.
   *
   * @return bytes read, all that fit; -1 at or after the end of the file
   * @throws FileChangedException when the under store no longer has this version
   */
  int read(long position, ByteBuffer target) throws IOException;

  /** As {@link #read(long, ByteBuffer)} into a range of an array. */
  int read(long position, byte[] target, int offset, int count) throws IOException;
}

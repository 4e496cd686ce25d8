package io.kindling.cache.client;

import io.kindling.cache.block.FileVersion;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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

  /** Whether this JVM holds every byte of a range itself now; asks nobody. */
  boolean holds(long position, long count);

  /**
   * The bytes from {@code position} on without a copy, if they are in this JVM's memory.
   *
   * @param most bytes wanted at most; fewer are given where the block or its contiguous piece ends
   * @return null when they are not in memory here, or at the end of the file
   */
  @Nullable PinnedBytes pin(long position, int most) throws IOException;

  /**
   * Sees to it that the owner of a block has it, fetching it on the calling thread if nobody does.
   *
   * @param position a byte of the block
   */
  Brought bring(long position) throws IOException;

  /** What {@link #bring} found or did. */
  enum Brought {
    /** The owner had the block, or somebody else was fetching it. */
    WAS_THERE,
    /** It was fetched. */
    FETCHED,
    /** It was fetched, and the owner did not keep it. */
    NOT_KEPT
  }

  /**
   * Reads of one thread that move through the file, with read-ahead.
   *
   * @param end where read-ahead stops in the file, at its length at the latest
   */
  SequentialReader sequential(AccessPattern pattern, long end);

  /** Bytes that reads of this file got from a source so far. */
  long bytesFrom(ReadSource source);
}

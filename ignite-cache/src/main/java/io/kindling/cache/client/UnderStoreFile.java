package io.kindling.cache.client;

import io.kindling.cache.block.FileVersion;
import java.io.Closeable;
import java.io.IOException;

/**
 * One version of a file as one reader may fetch it, with the reader's own credentials. Safe for any
 * number of threads.
 */
public interface UnderStoreFile extends Closeable {

  /** What is fetched. */
  FileVersion version();

  /**
   * Fetches a range with one request and hands it to the sink in order, piece by piece as it
   * arrives, on the calling thread. Of a strong version the request is conditional.
   *
   * @param length bytes, within the file
   * @throws FileChangedException when the store has another version now
   * @throws java.io.EOFException when the store gave fewer bytes
   */
  void fetch(long position, long length, ByteSink sink) throws IOException;

  /**
   * Makes sure that this reader may read the file, by what the under store calls reading (HDFS:
   * access; S3: a HEAD or a read of one's own, earlier ones count). Returns when allowed.
   *
   * @throws IOException the under store's refusal
   */
  void checkReadable() throws IOException;

  /**
   * Asks the store for the status again and compares. Called for weak versions after a fetch and
   * before its blocks are published.
   *
   * @throws FileChangedException when the store has another version now
   */
  void checkUnchanged() throws IOException;

  /** Takes the bytes of a fetch, in order. */
  @FunctionalInterface
  interface ByteSink {
    /** Takes {@code count} bytes; the array may be reused after the call. */
    void accept(byte[] bytes, int offset, int count) throws IOException;
  }
}

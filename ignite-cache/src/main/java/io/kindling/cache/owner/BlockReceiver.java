package io.kindling.cache.owner;

import java.io.Closeable;
import java.io.IOException;

/**
 * Takes the bytes of one leased block, from first to last, on its way to the owner. For one thread.
 */
public interface BlockReceiver extends Closeable {

  /** Appends bytes. */
  void write(byte[] source, int offset, int count) throws IOException;

  /**
   * All bytes are there: the owner may serve them. May return before the owner has them; whether it
   * takes them then is counted, not told.
   */
  void complete() throws IOException;

  /** Drops the block unless it is complete. */
  @Override
  void close();
}

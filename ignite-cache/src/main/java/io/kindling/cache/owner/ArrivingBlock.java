package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.store.BlockWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block that is being written under a lease, and those who read what has come of it so far.
 *
 * <p>Its room must not be given back under the thread that writes or under those who read, so all
 * of them hold it, and whoever lets go last closes what is to be closed: the writer of a block that
 * was given up, or the handle on one that was published.
 */
final class ArrivingBlock {

  private final long token;
  private final BlockId id;
  private final BlockWriter writer;
  private volatile int shown;

  // Guarded by this.
  private final List<Runnable> remains = new ArrayList<>(1);
  private int holds;
  private boolean writing;
  private boolean ended;

  ArrivingBlock(long token, BlockId id, BlockWriter writer) {
    this.token = token;
    this.id = id;
    this.writer = writer;
  }

  long token() {
    return token;
  }

  BlockId id() {
    return id;
  }

  /** For the thread that has {@link #tryWrite} alone. */
  BlockWriter writer() {
    return writer;
  }

  /** Bytes from the start that readers may have. */
  int shown() {
    return shown;
  }

  /** All bytes written so far may be read from now on. */
  void show() {
    shown = writer.written();
  }

  /** Makes the calling thread the one that writes, until {@link #endWrite}. */
  synchronized boolean tryWrite() {
    if (ended || writing) {
      return false;
    }
    writing = true;
    holds++;
    return true;
  }

  void endWrite() {
    synchronized (this) {
      writing = false;
    }
    release();
  }

  /** A hold on the bytes shown now, if there are any after {@code offset}. */
  synchronized @Nullable ArrivingBytes hold(int offset) {
    int length = shown;
    if (ended || length <= offset) {
      return null;
    }
    holds++;
    return new ArrivingBytes(this, length);
  }

  void release() {
    List<Runnable> last = List.of();
    synchronized (this) {
      holds--;
      if (holds == 0 && ended) {
        last = List.copyOf(remains);
        remains.clear();
      }
    }
    last.forEach(Runnable::run);
  }

  /** Ends the block: nobody gets hold of it any more, and when nobody has, {@code close} is run. */
  void end(Runnable close) {
    synchronized (this) {
      ended = true;
      if (holds > 0) {
        remains.add(close);
        return;
      }
    }
    close.run();
  }
}

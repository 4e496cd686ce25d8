package io.kindling.cache.buffer;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A direct buffer out of a {@link BufferBudget}, to be closed by its one user. */
public final class LentBuffer implements AutoCloseable {

  private final BufferBudget budget;
  private final ByteBuffer bytes;
  private final AtomicBoolean closed = new AtomicBoolean();

  LentBuffer(BufferBudget budget, ByteBuffer bytes) {
    this.budget = budget;
    this.bytes = bytes;
  }

  /** The buffer, with room for what was asked for at least; not to be used after the close. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Gives the buffer back. Closing again does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      budget.giveBack(bytes);
    }
  }
}

package io.kindling.spark.arrow;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/**
 * The values of a vector, all of one length, in memory that somebody else keeps: it counts as
 * memory of the allocator and is given back with the vector's last buffer. Used by one thread.
 */
final class ShownValues implements AutoCloseable {
  private final BufferAllocator allocator;
  private final ArrowBuf values;

  private ShownValues(BufferAllocator allocator, ArrowBuf values) {
    this.allocator = allocator;
    this.values = values;
  }

  /**
   * Takes the values over.
   *
   * @param bytes direct, from position to limit
   * @param giveBack run once, by any thread, also when this fails
   */
  static ShownValues of(BufferAllocator allocator, ByteBuffer bytes, Runnable giveBack) {
    AtomicBoolean back = new AtomicBoolean();
    Runnable once =
        () -> {
          if (back.compareAndSet(false, true)) {
            giveBack.run();
          }
        };
    boolean taken = false;
    try {
      ArrowBuf values = allocator.wrapForeignAllocation(new Kept(bytes.slice(), once));
      taken = true;
      return new ShownValues(allocator, values);
    } finally {
      if (!taken) {
        once.run();
      }
    }
  }

  /** Puts the values into a vector in place of what it holds. */
  void into(VarBinaryVector vector, int count) {
    long each = values.capacity() / count;
    try (ArrowBuf offsets = allocator.buffer((count + 1L) * Integer.BYTES)) {
      for (int i = 0; i <= count; i++) {
        offsets.setInt((long) i * Integer.BYTES, (int) (i * each));
      }
      vector.loadFieldBuffers(
          new ArrowFieldNode(count, 0), List.of(allocator.getEmpty(), offsets, values));
    }
  }

  @Override
  public void close() {
    values.close();
  }

  private static final class Kept extends ForeignAllocation {
    // Reached from here, so that its memory stays.
    private final ByteBuffer bytes;
    private final Runnable giveBack;

    Kept(ByteBuffer bytes, Runnable giveBack) {
      super(bytes.remaining(), MemoryUtil.getByteBufferAddress(bytes));
      this.bytes = bytes;
      this.giveBack = giveBack;
    }

    @Override
    protected void release0() {
      giveBack.run();
    }

    @Override
    public String toString() {
      return "shown " + bytes;
    }
  }
}

package io.kindling.cache.client;

import io.kindling.cache.owner.PackOwner;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for packs that are made here or come from other JVMs. A few are kept when nobody uses
 * them, those given back last: new memory has to be cleared, which takes longer than to fill it
 * with a pack. One that is never given back is left to the garbage collector. Safe for any thread.
 */
final class PackRooms implements PackOwner.Room {

  private static final long MOST_IDLE = 64L << 20;

  /** Capacities are multiples of it, so that a buffer serves packs that are nearly as long. */
  private static final int STEP = 1 << 20;

  // Given back last comes first. Guarded by this.
  private final Deque<ByteBuffer> idle = new ArrayDeque<>();
  private long idleBytes;

  @Override
  public PackOwner.Lent take(int bytes) {
    ByteBuffer kept = poll(bytes);
    ByteBuffer buffer = kept == null ? allocate(rounded(bytes)) : kept.clear();
    AtomicBoolean back = new AtomicBoolean();
    return new PackOwner.Lent(
        buffer,
        () -> {
          if (back.compareAndSet(false, true)) {
            giveBack(buffer);
          }
        });
  }

  private synchronized @Nullable ByteBuffer poll(int bytes) {
    // Not remove(Object): buffers with the same bytes are equal.
    for (Iterator<ByteBuffer> each = idle.iterator(); each.hasNext(); ) {
      ByteBuffer buffer = each.next();
      if (buffer.capacity() >= bytes) {
        each.remove();
        idleBytes -= buffer.capacity();
        return buffer;
      }
    }
    return null;
  }

  private static int rounded(int bytes) {
    return (int) Math.min(Integer.MAX_VALUE, ((long) bytes + STEP - 1) / STEP * STEP);
  }

  private static ByteBuffer allocate(int bytes) {
    try {
      return ByteBuffer.allocateDirect(bytes);
    } catch (OutOfMemoryError noDirectMemory) {
      return ByteBuffer.allocate(bytes);
    }
  }

  private synchronized void giveBack(ByteBuffer buffer) {
    if (!buffer.isDirect() || buffer.capacity() > MOST_IDLE) {
      return;
    }
    idle.addFirst(buffer);
    idleBytes += buffer.capacity();
    // Were the newest let go, buffers too small for most packs would stay and serve nobody.
    while (idleBytes > MOST_IDLE) {
      idleBytes -= idle.removeLast().capacity();
    }
  }
}

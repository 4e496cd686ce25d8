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
 * them; one that is never given back is left to the garbage collector. Safe for any thread.
 */
final class PackRooms implements PackOwner.Room {

  private static final long MOST_IDLE = 64L << 20;

  // Guarded by this.
  private final Deque<ByteBuffer> idle = new ArrayDeque<>();
  private long idleBytes;

  @Override
  public PackOwner.Lent take(int bytes) {
    ByteBuffer kept = poll(bytes);
    ByteBuffer buffer = kept == null ? allocate(bytes) : kept.clear();
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

  private static ByteBuffer allocate(int bytes) {
    try {
      return ByteBuffer.allocateDirect(bytes);
    } catch (OutOfMemoryError noDirectMemory) {
      return ByteBuffer.allocate(bytes);
    }
  }

  private synchronized void giveBack(ByteBuffer buffer) {
    if (buffer.isDirect() && idleBytes + buffer.capacity() <= MOST_IDLE) {
      idle.addFirst(buffer);
      idleBytes += buffer.capacity();
    }
  }
}

package io.kindling.cache.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;

/** A handle on a block of a {@link SegmentStore}. */
final class OpenBlock implements BlockHandle {

  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(OpenBlock.class, "closed", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final MemoryBlocks store;
  private final PagedBlock block;
  private volatile boolean closed;

  /** A handle that gives up one hold on the block when it is closed. */
  OpenBlock(MemoryBlocks store, PagedBlock block) {
    this.store = store;
    this.block = block;
  }

  @Override
  public int length() {
    return block.length;
  }

  @Override
  public int checksum() {
    return block.checksum;
  }

  @Override
  public int age() {
    return Math.max(0, PagedBlocks.now() - block.storedAt);
  }

  @Override
  public void copyTo(int offset, byte[] target, int targetOffset, int count) {
    requireReadable(offset, count);
    Objects.checkFromIndexSize(targetOffset, count, target.length);
    Segments segments = store.segments();
    int done = 0;
    while (done < count) {
      long address = block.address(offset + done);
      int piece = Math.min(count - done, block.contiguous(offset + done));
      segments.buffer(address).get(segments.index(address), target, targetOffset + done, piece);
      done += piece;
    }
  }

  @Override
  public void copyTo(int offset, ByteBuffer target, int count) {
    requireReadable(offset, count);
    int start = target.position();
    Objects.checkFromIndexSize(start, count, target.limit());
    Segments segments = store.segments();
    int done = 0;
    while (done < count) {
      long address = block.address(offset + done);
      int piece = Math.min(count - done, block.contiguous(offset + done));
      target.put(start + done, segments.buffer(address), segments.index(address), piece);
      done += piece;
    }
    target.position(start + count);
  }

  @Override
  public ByteBuffer[] views(int offset, int count) {
    requireReadable(offset, count);
    Segments segments = store.segments();
    ByteBuffer[] views = new ByteBuffer[1];
    int filled = 0;
    int done = 0;
    while (done < count) {
      if (filled == views.length) {
        views = Arrays.copyOf(views, filled * 2);
      }
      long address = block.address(offset + done);
      int piece = Math.min(count - done, block.contiguous(offset + done));
      views[filled++] =
          segments.buffer(address).slice(segments.index(address), piece).asReadOnlyBuffer();
      done += piece;
    }
    return filled == views.length ? views : Arrays.copyOf(views, filled);
  }

  @Override
  public void verify() throws ChecksumException {
    CRC32C crc = new CRC32C();
    for (ByteBuffer view : views(0, block.length)) {
      crc.update(view);
    }
    int actual = (int) crc.getValue();
    if (actual != block.checksum) {
      throw new ChecksumException(block.id, block.checksum, actual);
    }
  }

  @Override
  public void close() {
    if (CLOSED.compareAndSet(this, false, true)) {
      store.handleClosed(block);
    }
  }

  @Override
  public String toString() {
    return "handle on block " + block.id + (closed ? ", closed" : "");
  }

  private void requireReadable(int offset, int count) {
    if (closed) {
      throw new IllegalStateException("the handle on block " + block.id + " is closed");
    }
    Objects.checkFromIndexSize(offset, count, block.length);
  }
}

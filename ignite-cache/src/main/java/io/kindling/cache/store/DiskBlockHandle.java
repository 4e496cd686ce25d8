package io.kindling.cache.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A handle on a block of a {@link DiskDirectory}, read through the page cache. */
final class DiskBlockHandle implements BlockHandle {

  /** Bytes of one read: the copy that Java makes on the way stays in the processor's cache. */
  private static final int CHUNK = 128 << 10;

  private final DiskDirectory directory;
  private final PagedBlock block;
  private final List<ByteBuffer> lent = new ArrayList<>(0);
  private boolean closed;

  /** A handle that gives up one hold on the block when it is closed. */
  DiskBlockHandle(DiskDirectory directory, PagedBlock block) {
    this.directory = directory;
    this.block = block;
  }

  @Override
  public int length() {
    return block.length;
  }

  @Override
  public boolean isInMemory() {
    return false;
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
    Objects.checkFromIndexSize(targetOffset, count, target.length);
    copyTo(offset, ByteBuffer.wrap(target, targetOffset, count), count);
  }

  @Override
  public void copyTo(int offset, ByteBuffer target, int count) {
    requireReadable(offset, count);
    int start = target.position();
    Objects.checkFromIndexSize(start, count, target.limit());
    ByteBuffer room = target.duplicate();
    for (int done = 0; done < count; ) {
      int piece = Math.min(CHUNK, count - done);
      directory.read(block, offset + done, room.limit(start + done + piece).position(start + done));
      done += piece;
    }
    target.position(start + count);
    directory.noteRead(block, count);
  }

  /**
   * {@inheritDoc} The bytes are read now, into a buffer that is lent until the handle is closed.
   */
  @Override
  public ByteBuffer[] views(int offset, int count) {
    requireReadable(offset, count);
    if (count == 0) {
      return new ByteBuffer[0];
    }
    ByteBuffer buffer = directory.bytes().borrow(count);
    synchronized (lent) {
      lent.add(buffer);
    }
    ByteBuffer view = buffer.duplicate().clear().limit(count);
    copyTo(offset, view, count);
    return new ByteBuffer[] {view.flip().asReadOnlyBuffer()};
  }

  @Override
  public void verify() throws ChecksumException {
    requireReadable(0, block.length);
    int actual = directory.computeChecksum(block);
    if (actual != block.checksum) {
      throw new ChecksumException(block.id, block.checksum, actual);
    }
  }

  @Override
  public void close() {
    synchronized (lent) {
      if (closed) {
        return;
      }
      closed = true;
      lent.forEach(directory.bytes()::giveBack);
      lent.clear();
    }
    directory.handleClosed(block);
  }

  @Override
  public String toString() {
    return "handle on block %s in %s%s".formatted(block.id, directory, closed ? ", closed" : "");
  }

  private void requireReadable(int offset, int count) {
    if (closed) {
      throw new IllegalStateException("the handle on block " + block.id + " is closed");
    }
    Objects.checkFromIndexSize(offset, count, block.length);
  }
}

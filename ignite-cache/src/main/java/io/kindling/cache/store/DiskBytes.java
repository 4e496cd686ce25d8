package io.kindling.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.CRC32C;

/**
 * The bytes of blocks in the segment files of one directory, and the buffers that views of them
 * need. For any thread, but for {@link #copy}, which is for one at a time.
 */
final class DiskBytes {

  private static final int MOST_SPARE = 8;
  private static final int PIECE = 128 << 10;

  private final DiskSegments segments;
  private final int blockSize;
  private final ConcurrentLinkedDeque<ByteBuffer> spare = new ConcurrentLinkedDeque<>();

  DiskBytes(DiskSegments segments, int blockSize) {
    this.segments = segments;
    this.blockSize = blockSize;
  }

  /** Fills a buffer with bytes of a held block. */
  void read(PagedBlock block, int offset, ByteBuffer target) throws IOException {
    int limit = target.limit();
    int at = offset;
    try {
      while (target.position() < limit) {
        int piece = Math.min(limit - target.position(), block.contiguous(at));
        segments.read(block.address(at), target.limit(target.position() + piece));
        at += piece;
      }
    } finally {
      target.limit(limit);
    }
  }

  /** The CRC-32C of a held block's bytes as they are on disk. */
  int checksum(PagedBlock block) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE, block.length));
    for (int done = 0; done < block.length; done += piece.limit()) {
      read(block, done, piece.clear().limit(Math.min(piece.capacity(), block.length - done)));
      crc.update(piece.flip());
    }
    return (int) crc.getValue();
  }

  /** Writes a block's bytes as {@code source} holds them to where {@code block} lies. */
  void copy(PagedBlock above, Segments source, PagedBlock block) throws IOException {
    int done = 0;
    while (done < block.length) {
      int piece = Math.min(above.contiguous(done), block.contiguous(done));
      long from = above.address(done);
      segments.write(block.address(done), source.buffer(from).slice(source.index(from), piece));
      done += piece;
    }
  }

  /** A buffer for at least so many bytes, to be given back. */
  ByteBuffer borrow(int count) {
    ByteBuffer buffer = spare.pollFirst();
    if (buffer != null && buffer.capacity() >= count) {
      return buffer;
    }
    try {
      return ByteBuffer.allocateDirect(Math.max(count, blockSize));
    } catch (OutOfMemoryError noDirectMemory) {
      return ByteBuffer.allocate(count);
    }
  }

  /** Takes back what {@link #borrow} gave. */
  void giveBack(ByteBuffer buffer) {
    if (buffer.isDirect() && spare.size() < MOST_SPARE) {
      spare.addFirst(buffer);
    }
  }
}

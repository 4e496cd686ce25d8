package io.kindling.cache.store;

import io.kindling.cache.metrics.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/** Fills a block of a {@link SegmentStore}, computing its checksum on the way. */
final class SegmentWriter implements BlockWriter {

  /** Bytes copied before their checksum is taken: they are still in the processor's cache then. */
  private static final int CHUNK = 32 << 10;

  /** Most bytes that one read of a channel is asked for, for the same reason. */
  private static final int LARGEST_READ = 512 << 10;

  private final MemoryBlocks store;
  private final Segments segments;
  private final PagedBlock block;
  private final Metric counted;
  private final CRC32C crc = new CRC32C();
  private int written;
  private boolean open = true;

  SegmentWriter(MemoryBlocks store, PagedBlock block, Metric counted) {
    this.counted = counted;
    this.store = store;
    this.segments = store.segments();
    this.block = block;
  }

  @Override
  public int length() {
    return block.length;
  }

  @Override
  public int written() {
    return written;
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, source.length);
    requireRoom(count);
    int done = 0;
    while (done < count) {
      int piece = piece(count - done);
      long address = block.address(written);
      segments.buffer(address).put(segments.index(address), source, offset + done, piece);
      crc.update(source, offset + done, piece);
      written += piece;
      done += piece;
    }
  }

  @Override
  public void write(ByteBuffer source) {
    requireRoom(source.remaining());
    int limit = source.limit();
    try {
      while (source.position() < limit) {
        int piece = piece(limit - source.position());
        long address = block.address(written);
        segments.buffer(address).put(segments.index(address), source, source.position(), piece);
        source.limit(source.position() + piece);
        crc.update(source);
        source.limit(limit);
        written += piece;
      }
    } finally {
      source.limit(limit);
    }
  }

  @Override
  public int writeFrom(ReadableByteChannel channel) throws IOException {
    requireRoom(0);
    if (written == block.length) {
      return 0;
    }
    int piece = Math.min(LARGEST_READ, block.contiguous(written));
    long address = block.address(written);
    ByteBuffer room = segments.buffer(address).slice(segments.index(address), piece);
    int count = channel.read(room);
    if (count > 0) {
      crc.update(room.flip());
      written += count;
    }
    return count;
  }

  @Override
  public ByteBuffer[] views(int offset, int count) {
    Objects.checkFromIndexSize(offset, count, block.length);
    List<ByteBuffer> views = new ArrayList<>(1);
    int done = 0;
    while (done < count) {
      long address = block.address(offset + done);
      int part = Math.min(count - done, block.contiguous(offset + done));
      views.add(segments.buffer(address).slice(segments.index(address), part).asReadOnlyBuffer());
      done += part;
    }
    return views.toArray(ByteBuffer[]::new);
  }

  @Override
  public BlockHandle publish() {
    requireComplete();
    open = false;
    return store.publish(block, (int) crc.getValue(), counted);
  }

  @Override
  public BlockHandle publish(int expectedChecksum) throws ChecksumException {
    requireComplete();
    int actual = (int) crc.getValue();
    if (actual != expectedChecksum) {
      close();
      store.checksumFailed();
      throw new ChecksumException(block.id, expectedChecksum, actual);
    }
    return publish();
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      store.abandon(block);
    }
  }

  @Override
  public String toString() {
    return "writer of block %s at %d of %d bytes".formatted(block.id, written, block.length);
  }

  private int piece(int count) {
    return Math.min(Math.min(count, CHUNK), block.contiguous(written));
  }

  private void requireRoom(int count) {
    requireOpen();
    if (count > block.length - written) {
      throw new IndexOutOfBoundsException(
          "%d bytes more do not fit into block %s, which has %d of %d"
              .formatted(count, block.id, written, block.length));
    }
  }

  private void requireComplete() {
    requireOpen();
    if (written < block.length) {
      throw new IllegalStateException(
          "block %s has only %d of %d bytes".formatted(block.id, written, block.length));
    }
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException(
          "the writer of block " + block.id + " was published or closed");
    }
  }
}

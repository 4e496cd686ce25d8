package io.kindling.cache.pack;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32C;

/**
 * The bytes of a pack where they are: in blocks of this JVM's store, or in a buffer. Counted: who
 * closes it last gives them back. Safe for any number of threads.
 */
public final class PackBytes implements AutoCloseable {

  private final ByteBuffer[] parts;
  private final int[] starts;
  private final int length;
  private final IntUnaryOperator checksums;
  private final Runnable giveBack;
  private final AtomicInteger users = new AtomicInteger(1);

  private PackBytes(ByteBuffer[] parts, IntUnaryOperator checksums, Runnable giveBack) {
    this.parts = parts;
    this.starts = new int[parts.length];
    this.checksums = checksums;
    this.giveBack = giveBack;
    int end = 0;
    for (int i = 0; i < parts.length; i++) {
      starts[i] = end;
      end = Math.addExact(end, parts[i].remaining());
    }
    this.length = end;
  }

  /**
   * Bytes of blocks that are held.
   *
   * @param parts what the blocks show, in order
   * @param checksums the CRC-32C of each block, by its number
   * @param giveBack run by the last {@link #close}
   */
  public static PackBytes held(ByteBuffer[] parts, IntUnaryOperator checksums, Runnable giveBack) {
    return new PackBytes(parts, checksums, giveBack);
  }

  /**
   * Bytes in a buffer, from its position to its limit.
   *
   * @param blockSize bytes of each block but the last
   * @param giveBack run by the last {@link #close}
   */
  public static PackBytes of(ByteBuffer buffer, int blockSize, Runnable giveBack) {
    ByteBuffer bytes = buffer.slice().asReadOnlyBuffer();
    IntUnaryOperator checksums =
        block -> {
          CRC32C checksum = new CRC32C();
          int start = block * blockSize;
          checksum.update(bytes.slice(start, Math.min(blockSize, bytes.limit() - start)));
          return (int) checksum.getValue();
        };
    return new PackBytes(new ByteBuffer[] {bytes}, checksums, giveBack);
  }

  /** Bytes that are there. */
  public int length() {
    return length;
  }

  /** The CRC-32C of a block that is there. */
  public int checksum(int block) {
    return checksums.applyAsInt(block);
  }

  /**
   * A range, read-only: in place when it is in one piece of memory, else a copy.
   *
   * @throws IllegalStateException after the last close
   */
  public ByteBuffer slice(int position, int count) {
    requireOpen();
    int part = partAt(position);
    int offset = position - starts[part];
    if (count <= parts[part].remaining() - offset) {
      return parts[part].slice(parts[part].position() + offset, count);
    }
    ByteBuffer copy = ByteBuffer.allocate(count);
    while (copy.hasRemaining()) {
      int piece = Math.min(copy.remaining(), parts[part].remaining() - offset);
      copy.put(parts[part].slice(parts[part].position() + offset, piece));
      part++;
      offset = 0;
    }
    return copy.flip().asReadOnlyBuffer();
  }

  /** Whether {@link #slice} shows a range in place. */
  boolean isInOnePiece(int position, int count) {
    int part = partAt(position);
    return count <= parts[part].remaining() - (position - starts[part]);
  }

  void requireOpen() {
    if (users.get() < 1) {
      throw new IllegalStateException("the pack is closed");
    }
  }

  private int partAt(int position) {
    int part = starts.length - 1;
    while (part > 0 && starts[part] > position) {
      part--;
    }
    return part;
  }

  /** One user more, who closes it too. */
  public PackBytes retain() {
    if (users.getAndIncrement() < 1) {
      throw new IllegalStateException("the pack is closed");
    }
    return this;
  }

  @Override
  public void close() {
    if (users.decrementAndGet() == 0) {
      giveBack.run();
    }
  }
}

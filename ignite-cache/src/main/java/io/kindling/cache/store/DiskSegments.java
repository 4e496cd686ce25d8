package io.kindling.cache.store;

import static io.kindling.cache.store.PageAllocator.PAGE_SIZE;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The segment files of one directory, read and written through channels.
 *
 * <p>Mappings would save system calls, but a disk that fails under a mapping is a signal and not an
 * exception: a checksum taken there ends the JVM, and a copy made by compiled code returns wrong
 * bytes and lets the error appear later, somewhere. A channel has a weakness of its own: the
 * interruption of one reading thread closes it for all. So whoever finds it closed opens it again,
 * and an interrupted thread reads with its interruption put off.
 *
 * <p>Before its first use a file is filled with zeros, so that its room is really there. Reading is
 * for any thread, writing and growth for one at a time.
 */
final class DiskSegments implements Backing, Closeable {

  /** What the names of the files begin with. */
  static final String PREFIX = "segment-";

  private static final int ZEROS = 1 << 20;

  private final Path directory;
  private final long keptFree;
  private final Consumer<String> full;
  private final long segmentSize;
  private final AtomicReferenceArray<@Nullable FileChannel> channels;
  private int allocated;
  private volatile boolean closed;

  /**
   * The files of a directory; those that an earlier process left in full length are taken over, and
   * those beyond {@code count} deleted.
   *
   * @param count files at most
   * @param keptFree bytes of the disk that growth leaves to others
   * @param full told when the directory cannot grow
   */
  DiskSegments(Path directory, int count, int pagesPerSegment, long keptFree, Consumer<String> full)
      throws IOException {
    this.directory = directory;
    this.segmentSize = (long) pagesPerSegment * PAGE_SIZE;
    this.keptFree = keptFree;
    this.full = full;
    this.channels = new AtomicReferenceArray<>(count);
    int beyond = count;
    while (Files.deleteIfExists(file(beyond))) {
      beyond++;
    }
    while (allocated < count
        && Files.exists(file(allocated))
        && Files.size(file(allocated)) == segmentSize) {
      allocated++;
    }
  }

  /** Segments that are there. */
  int allocated() {
    return allocated;
  }

  @Override
  public int segmentOf(int page) {
    return (int) ((long) page * PAGE_SIZE / segmentSize);
  }

  @Override
  public int ensure(int segment) {
    while (allocated <= segment) {
      String problem = create(allocated);
      if (problem != null) {
        full.accept(problem);
        return allocated;
      }
      allocated++;
    }
    return allocated;
  }

  /**
   * Deletes the last file.
   *
   * @throws IOException when the disk fails
   */
  void deleteLast() throws IOException {
    allocated--;
    FileChannel channel = channels.getAndSet(allocated, null);
    if (channel != null) {
      channel.close();
    }
    Files.deleteIfExists(file(allocated));
  }

  /** Fills a new file; what went wrong, or null. */
  private @Nullable String create(int segment) {
    Path file = file(segment);
    try {
      long missing = segmentSize - (Files.exists(file) ? Files.size(file) : 0);
      long usable = Files.getFileStore(directory).getUsableSpace();
      if (missing > 0 && usable - missing < keptFree) {
        return "%d bytes are free on its disk, of which %d are kept".formatted(usable, keptFree);
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.truncate(segmentSize);
        ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
        for (long at = channel.size(); at < segmentSize; ) {
          zeros.clear().limit((int) Math.min(ZEROS, segmentSize - at));
          at += channel.write(zeros, at);
        }
        return null;
      } catch (IOException failed) {
        Files.deleteIfExists(file);
        return failed.toString();
      }
    } catch (IOException failed) {
      return failed.toString();
    }
  }

  /** Writes what remains in the buffer to an address, counted from the first byte of page 0. */
  void write(long address, ByteBuffer bytes) throws IOException {
    transfer(address, bytes, (channel, buffer, at) -> channel.write(buffer, at));
  }

  /**
   * Fills the buffer from an address.
   *
   * @throws IOException when the disk fails; never because of an interruption
   */
  void read(long address, ByteBuffer target) throws IOException {
    transfer(address, target, (channel, buffer, at) -> channel.read(buffer, at));
  }

  private void transfer(long address, ByteBuffer buffer, Transfer act) throws IOException {
    int segment = (int) (address / segmentSize);
    long at = address % segmentSize;
    boolean interrupted = false;
    try {
      while (buffer.hasRemaining()) {
        FileChannel channel = channel(segment);
        int before = buffer.position();
        try {
          int count = act.apply(channel, buffer, at);
          if (count < 0) {
            throw new EOFException(file(segment) + " ends before " + (at + buffer.remaining()));
          }
          at += count;
        } catch (ClosedChannelException closedByInterruption) {
          if (closed) {
            throw closedByInterruption;
          }
          interrupted |= Thread.interrupted();
          buffer.position(before);
          boolean ignored = channels.compareAndSet(segment, channel, null);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private FileChannel channel(int segment) throws IOException {
    FileChannel open = channels.get(segment);
    while (open == null) {
      FileChannel opened =
          FileChannel.open(file(segment), StandardOpenOption.READ, StandardOpenOption.WRITE);
      open = channels.compareAndSet(segment, null, opened) ? opened : null;
      if (open == null) {
        opened.close();
        open = channels.get(segment);
      }
    }
    return open;
  }

  private Path file(int number) {
    return directory.resolve(String.format(Locale.ROOT, PREFIX + "%05d", number));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (int i = 0; i < channels.length(); i++) {
      FileChannel channel = channels.getAndSet(i, null);
      if (channel != null) {
        channel.close();
      }
    }
  }

  @FunctionalInterface
  private interface Transfer {
    int apply(FileChannel channel, ByteBuffer buffer, long at) throws IOException;
  }
}

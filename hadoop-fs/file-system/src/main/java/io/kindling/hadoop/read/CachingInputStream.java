package io.kindling.hadoop.read;

import io.kindling.cache.client.CachedFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import org.apache.hadoop.fs.ByteBufferPositionedReadable;
import org.apache.hadoop.fs.ByteBufferReadable;
import org.apache.hadoop.fs.CanSetDropBehind;
import org.apache.hadoop.fs.CanSetReadahead;
import org.apache.hadoop.fs.CanUnbuffer;
import org.apache.hadoop.fs.FSExceptionMessages;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.jspecify.annotations.Nullable;

/**
 * A Hadoop stream over a file of the block cache. Bytes go from a block straight into the caller's
 * array or buffer; only single-byte and tiny reads pass through a small buffer.
 *
 * <p>Positioned reads may come from any number of threads; reads that move the position are for one
 * thread at a time.
 */
public final class CachingInputStream extends FSInputStream
    implements ByteBufferReadable,
        ByteBufferPositionedReadable,
        CanUnbuffer,
        CanSetReadahead,
        CanSetDropBehind,
        StreamCapabilities {

  /** Reads below this size are served from the buffer. */
  private static final int SMALL_READ = 512;

  private static final int BUFFER_BYTES = 4096;

  private final CachedFile file;
  private final Path path;
  private final long length;
  private final FileSystem.@Nullable Statistics statistics;
  private volatile boolean closed;
  private long position;
  private byte @Nullable [] buffer;
  private long bufferStart;
  private int bufferCount;

  public CachingInputStream(
      CachedFile file, Path path, FileSystem.@Nullable Statistics statistics) {
    this.file = file;
    this.path = path;
    this.length = file.version().length();
    this.statistics = statistics;
  }

  @Override
  public int read() throws IOException {
    checkOpen();
    if (position >= length) {
      return -1;
    }
    byte[] bytes = buffered();
    count(1);
    int value = bytes[(int) (position - bufferStart)] & 0xff;
    position++;
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    checkOpen();
    Objects.checkFromIndexSize(offset, count, target.length);
    if (count == 0) {
      return 0;
    }
    if (position >= length) {
      return -1;
    }
    int done;
    if (count < SMALL_READ) {
      byte[] bytes = buffered();
      int from = (int) (position - bufferStart);
      done = Math.min(count, bufferCount - from);
      System.arraycopy(bytes, from, target, offset, done);
    } else {
      done = file.read(position, target, offset, count);
    }
    position += done;
    count(done);
    return done;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    checkOpen();
    int done = file.read(position, target);
    if (done > 0) {
      position += done;
      count(done);
    }
    return done;
  }

  @Override
  public int read(long from, byte[] target, int offset, int count) throws IOException {
    checkOpen();
    validatePositionedReadArgs(from, target, offset, count);
    if (count == 0) {
      return 0;
    }
    int done = file.read(from, target, offset, count);
    count(done);
    return done;
  }

  @Override
  public void readFully(long from, byte[] target, int offset, int count) throws IOException {
    checkOpen();
    validatePositionedReadArgs(from, target, offset, count);
    if (count > length - from) {
      throw beyondEnd(from, count);
    }
    if (count > 0) {
      count(file.read(from, target, offset, count));
    }
  }

  @Override
  public int read(long from, ByteBuffer target) throws IOException {
    checkOpen();
    checkPosition(from);
    int done = file.read(from, target);
    count(done);
    return done;
  }

  @Override
  public void readFully(long from, ByteBuffer target) throws IOException {
    checkOpen();
    checkPosition(from);
    if (target.remaining() > length - from) {
      throw beyondEnd(from, target.remaining());
    }
    count(file.read(from, target));
  }

  @Override
  public void seek(long target) throws IOException {
    checkOpen();
    checkPosition(target);
    if (target > length) {
      throw new EOFException(
          "%s: %s: %d is behind the end at %d"
              .formatted(path, FSExceptionMessages.CANNOT_SEEK_PAST_EOF, target, length));
    }
    position = target;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public boolean seekToNewSource(long target) {
    return false;
  }

  @Override
  public long skip(long count) throws IOException {
    checkOpen();
    long skipped = Math.max(0, Math.min(count, length - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() throws IOException {
    checkOpen();
    return (int) Math.min(Integer.MAX_VALUE, length - position);
  }

  @Override
  public void unbuffer() {
    buffer = null;
    bufferCount = 0;
  }

  /** The cache reads ahead by itself. */
  @Override
  public void setReadahead(@Nullable Long bytes) {}

  /** What stays in memory is the cache's affair. */
  @Override
  public void setDropBehind(@Nullable Boolean dropCache) {}

  @Override
  public boolean hasCapability(String capability) {
    return switch (capability.toLowerCase(Locale.ROOT)) {
      case StreamCapabilities.READBYTEBUFFER,
          StreamCapabilities.PREADBYTEBUFFER,
          StreamCapabilities.UNBUFFER,
          StreamCapabilities.READAHEAD,
          StreamCapabilities.DROPBEHIND ->
          true;
      default -> false;
    };
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      buffer = null;
      file.close();
    }
  }

  /** The buffer with the byte at the position in it. */
  private byte[] buffered() throws IOException {
    byte[] bytes = buffer;
    if (bytes == null) {
      bytes = new byte[(int) Math.min(BUFFER_BYTES, length)];
      buffer = bytes;
      bufferCount = 0;
    }
    if (position < bufferStart || position >= bufferStart + bufferCount) {
      bufferCount = 0;
      bufferStart = position;
      bufferCount = file.read(position, bytes, 0, bytes.length);
    }
    return bytes;
  }

  private void count(int bytes) {
    if (statistics != null && bytes > 0) {
      statistics.incrementBytesRead(bytes);
    }
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException(path + ": " + FSExceptionMessages.STREAM_IS_CLOSED);
    }
  }

  private void checkPosition(long from) throws EOFException {
    if (from < 0) {
      throw new EOFException(path + ": " + FSExceptionMessages.NEGATIVE_SEEK + ": " + from);
    }
  }

  private EOFException beyondEnd(long from, int count) {
    return new EOFException(
        "%s: %s: %d bytes at %d of a file of %d"
            .formatted(path, FSExceptionMessages.EOF_IN_READ_FULLY, count, from, length));
  }

  @Override
  public String toString() {
    return "CachingInputStream(" + path + " at " + position + " of " + length + ")";
  }
}

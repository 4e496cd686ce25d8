package io.kindling.hadoop.read;

import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.ReadSource;
import io.kindling.cache.client.SequentialReader;
import io.kindling.hadoop.status.KnownFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.hadoop.fs.ByteBufferPositionedReadable;
import org.apache.hadoop.fs.ByteBufferReadable;
import org.apache.hadoop.fs.CanSetDropBehind;
import org.apache.hadoop.fs.CanSetReadahead;
import org.apache.hadoop.fs.CanUnbuffer;
import org.apache.hadoop.fs.FSExceptionMessages;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.HasEnhancedByteBufferAccess;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.ReadOption;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.IOStatisticsAggregator;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.apache.hadoop.io.ByteBufferPool;
import org.jspecify.annotations.Nullable;

/**
 * A Hadoop stream over a file of the block cache. Bytes go from a block straight into the caller's
 * array or buffer, or the caller gets to see the block itself; only small reads pass through a
 * buffer.
 *
 * <p>Positioned and vectored reads may come from any number of threads; reads that move the
 * position are for one thread at a time.
 */
public final class CachingInputStream extends FSInputStream
    implements ByteBufferReadable,
        ByteBufferPositionedReadable,
        HasEnhancedByteBufferAccess,
        CanUnbuffer,
        CanSetReadahead,
        CanSetDropBehind,
        StreamCapabilities,
        IOStatisticsSource {

  private final CachedFile file;
  private final KnownFile known;
  private final Path path;
  private final long length;
  private final BufferBudget buffers;
  private final FileOpener.StreamLimits limits;
  private final FilesAhead ahead;
  private final ReadStatistics statistics;
  private final StreamCounts counts;
  private final @Nullable IOStatisticsAggregator thread;
  private final SequentialReader reader;
  private boolean ending;
  private final SmallReads small;
  private volatile boolean closed;
  private volatile boolean begun;
  private volatile @Nullable ZeroCopyReads zeroCopy;
  private long position;

  CachingInputStream(
      CachedFile file,
      KnownFile known,
      OpenOptions how,
      BufferBudget buffers,
      FileOpener.StreamLimits limits,
      FilesAhead ahead,
      ReadStatistics statistics) {
    this.file = file;
    this.known = known;
    this.path = known.path();
    this.length = file.version().length();
    this.buffers = buffers;
    this.limits = limits;
    this.ahead = ahead;
    this.statistics = statistics;
    this.counts = new StreamCounts(file);
    this.thread = ThreadStatistics.current();
    this.reader = file.sequential(how.pattern(), how.end());
    this.small = new SmallReads(reader, buffers, how.bufferSize());
  }

  /** The file was not in the cache a moment ago: as {@link SequentialReader#expectMisses}. */
  void expectMisses(boolean throughout) {
    reader.expectMisses(throughout);
  }

  // ---------------------------------------------------------------------- at the position

  @Override
  public int read() throws IOException {
    checkOpen();
    if (position >= length) {
      return -1;
    }
    int value = small.read(position);
    position++;
    count(1);
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
    int done = small.read(position, target, offset, count);
    if (done == 0) {
      done = reader.read(position, target, offset, count);
    }
    position += done;
    noteEnding();
    operation(done);
    return done;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    checkOpen();
    int done = reader.read(position, target);
    position += Math.max(0, done);
    noteEnding();
    operation(done);
    return done;
  }

  private void noteEnding() {
    if (!ending && reader.isEnding()) {
      ending = true;
      ahead.ending(known);
    }
  }

  @Override
  public @Nullable ByteBuffer read(
      @Nullable ByteBufferPool pool, int most, EnumSet<ReadOption> options) throws IOException {
    checkOpen();
    if (most < 0) {
      throw new IllegalArgumentException("a negative number of bytes: " + most);
    }
    if (most == 0) {
      return ByteBuffer.allocateDirect(0);
    }
    ByteBuffer buffer = zeroCopy().read(pool, position, most);
    if (buffer != null) {
      position += buffer.remaining();
      counts.add(StreamStatistic.ZERO_COPY_OPERATIONS, 1);
      operation(buffer.remaining());
    }
    return buffer;
  }

  @Override
  public void releaseBuffer(ByteBuffer buffer) {
    if (buffer.capacity() > 0) {
      zeroCopy().release(buffer);
    }
  }

  @Override
  public void seek(long target) throws IOException {
    checkOpen();
    checkPosition(target);
    if (target > length && !known.store().seeksPastEnd()) {
      throw new EOFException(
          "%s: %s: %d is behind the end at %d"
              .formatted(path, FSExceptionMessages.CANNOT_SEEK_PAST_EOF, target, length));
    }
    if (target != position) {
      countSeek(target - position);
      position = target;
    }
  }

  private void countSeek(long distance) {
    counts.add(StreamStatistic.SEEKS, 1);
    if (distance > 0) {
      counts.add(StreamStatistic.SEEKS_FORWARD, 1);
      counts.add(StreamStatistic.SKIPPED_BYTES, distance);
    } else {
      counts.add(StreamStatistic.SEEKS_BACKWARD, 1);
      counts.add(StreamStatistic.BACKWARD_BYTES, -distance);
    }
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
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, length - position));
  }

  // ---------------------------------------------------------------------- anywhere

  @Override
  public int read(long from, byte[] target, int offset, int count) throws IOException {
    checkOpen();
    validatePositionedReadArgs(from, target, offset, count);
    if (count == 0) {
      return 0;
    }
    int done = file.read(from, target, offset, count);
    operation(done);
    return done;
  }

  @Override
  public void readFully(long from, byte[] target, int offset, int count) throws IOException {
    checkOpen();
    validatePositionedReadArgs(from, target, offset, count);
    if (count > length - from) {
      throw beyondEnd(from, count);
    }
    counts.add(StreamStatistic.FULLY_OPERATIONS, 1);
    if (count > 0) {
      operation(file.read(from, target, offset, count));
    }
  }

  @Override
  public int read(long from, ByteBuffer target) throws IOException {
    checkOpen();
    checkPosition(from);
    int done = file.read(from, target);
    operation(done);
    return done;
  }

  @Override
  public void readFully(long from, ByteBuffer target) throws IOException {
    checkOpen();
    checkPosition(from);
    if (target.remaining() > length - from) {
      throw beyondEnd(from, target.remaining());
    }
    counts.add(StreamStatistic.FULLY_OPERATIONS, 1);
    operation(file.read(from, target));
  }

  @Override
  public int minSeekForVectorReads() {
    return limits.minimumSeek();
  }

  @Override
  public int maxReadSizeForVectorReads() {
    return limits.largestRead();
  }

  @Override
  public void readVectored(List<? extends FileRange> ranges, IntFunction<ByteBuffer> allocate)
      throws IOException {
    readVectored(ranges, allocate, dropped -> {});
  }

  @Override
  public void readVectored(
      List<? extends FileRange> ranges,
      IntFunction<ByteBuffer> allocate,
      Consumer<ByteBuffer> release)
      throws IOException {
    checkOpen();
    new VectoredReads(
            file, buffers, counts, this::count, limits.minimumSeek(), limits.largestRead())
        .read(ranges, allocate, release);
  }

  // ---------------------------------------------------------------------- the stream

  @Override
  public void unbuffer() {
    counts.add(StreamStatistic.UNBUFFERED, 1);
    reader.close();
    small.drop();
  }

  /** The cache decides by itself how far it reads ahead, see {@code fs.cache.read-ahead.size}. */
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
          StreamCapabilities.DROPBEHIND,
          StreamCapabilities.VECTOREDIO,
          StreamCapabilities.IOSTATISTICS ->
          true;
      case StreamCapabilities.IOSTATISTICS_CONTEXT -> thread != null;
      default -> false;
    };
  }

  /** What this stream has read, and from where; {@code stream_read_memory_bytes} and the like. */
  @Override
  public IOStatistics getIOStatistics() {
    return counts.live();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    counts.add(StreamStatistic.CLOSED, 1);
    ahead.closed(known, reader.hasReadThroughout());
    reader.close();
    small.drop();
    ZeroCopyReads lent = zeroCopy;
    if (lent != null) {
      lent.close();
    }
    statistics.take(counts);
    if (thread != null && counts.get(StreamStatistic.OPERATIONS) > 0) {
      boolean ignored = thread.aggregate(counts.now());
    }
    file.close();
  }

  private ZeroCopyReads zeroCopy() {
    ZeroCopyReads made = zeroCopy;
    if (made == null) {
      synchronized (counts) {
        made = zeroCopy;
        if (made == null) {
          made = new ZeroCopyReads(file);
          zeroCopy = made;
        }
      }
    }
    return made;
  }

  private void operation(int bytes) {
    counts.add(StreamStatistic.OPERATIONS, 1);
    count(bytes);
  }

  private void count(int bytes) {
    if (bytes > 0) {
      counts.add(StreamStatistic.BYTES, bytes);
      statistics.read(bytes);
      if (!begun) {
        begun = true;
        if (file.bytesFrom(ReadSource.UNDER_STORE) > 0) {
          ahead.missed(known);
        }
      }
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

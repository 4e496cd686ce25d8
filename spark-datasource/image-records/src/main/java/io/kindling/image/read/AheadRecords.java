package io.kindling.image.read;

import io.kindling.image.container.RecordSource;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.SourceBytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of a container, read by one other thread that stays up to {@link
 * FileRecords#MOST_AHEAD} records or {@link FileRecords#MOST_BYTES} ahead of the caller. That
 * thread ends, and closes the container, with its last record, its first fault, or {@link #close}.
 */
final class AheadRecords implements ContainerStream {
  private static final long SIGN_MILLIS = 500;

  /** Opens the container in the reading thread. */
  @FunctionalInterface
  interface Opening {
    RecordSource open() throws IOException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Item> ahead = new ArrayDeque<>();
  private long bytesAhead;
  private long end;
  private boolean closed;
  private boolean ended;

  /** Of the records that the caller has got. */
  private SourceBytes sources = SourceBytes.NONE;

  /** Of all that was read, when the last record is behind. */
  private SourceBytes sourcesAtEnd = SourceBytes.NONE;

  /**
   * Begins to read.
   *
   * @param read where the bytes came from that the container has given until then; asked by the
   *     reading thread
   * @param first number of the record that comes first
   * @param end number of the first that is not to be read yet
   */
  AheadRecords(
      Executor threads, Opening opening, Supplier<SourceBytes> read, long first, long end) {
    this.end = end;
    threads.execute(() -> read(opening, read, first));
  }

  @Override
  public void awaitFirst(Runnable goesOn) throws IOException {
    lock.lock();
    try {
      while (ahead.isEmpty() && !ended) {
        if (!changed.await(SIGN_MILLIS, TimeUnit.MILLISECONDS)) {
          goesOn.run();
        }
      }
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void readUpTo(long furtherEnd) {
    lock.lock();
    try {
      end = Math.max(end, furtherEnd);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable PictureRecord next() throws IOException {
    lock.lock();
    try {
      while (ahead.isEmpty()) {
        if (ended) {
          sources = closed ? sources : sourcesAtEnd;
          return null;
        }
        changed.await();
      }
      Item item = ahead.remove();
      bytesAhead -= item.bytes();
      changed.signalAll();
      item.counted.addToThisThread();
      if (item.failure != null) {
        throw failure(item.failure);
      }
      sources = item.sources;
      return item.record;
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    } finally {
      lock.unlock();
    }
  }

  private static IOException interrupted(InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    return (IOException)
        new InterruptedIOException("interrupted while reading a container").initCause(interrupted);
  }

  /** As those of every {@link RecordSource}. */
  @Override
  public boolean keepsContents() {
    return true;
  }

  @Override
  public SourceBytes sources() {
    return sources;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      ended = true;
      ahead.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void read(Opening opening, Supplier<SourceBytes> read, long first) {
    ThreadCounts before = ThreadCounts.ofThisThread();
    try (RecordSource source = opening.open()) {
      long at = source.skip(first);
      boolean wanted = true;
      while (wanted && isAllowed(at)) {
        PictureRecord record = source.next();
        if (record == null) {
          allRead(read.get());
          wanted = false;
        } else {
          wanted = add(new Item(record, null, before.takeIncrease(), read.get()));
          before = ThreadCounts.ofThisThread();
          at++;
        }
      }
    } catch (IOException | RuntimeException | Error failure) {
      // Whatever ends this thread belongs to the caller.
      add(new Item(null, failure, before.takeIncrease(), SourceBytes.NONE));
    } finally {
      end();
    }
  }

  /** Waits until a record may be read; false when nobody wants more. */
  private boolean isAllowed(long record) {
    lock.lock();
    try {
      while (!closed && record >= end) {
        changed.awaitUninterruptibly();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for room; false when nobody wants more. */
  private boolean add(Item item) {
    lock.lock();
    try {
      while (!closed && !ahead.isEmpty() && isFull(item)) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      ahead.add(item);
      bytesAhead += item.bytes();
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull(Item item) {
    return ahead.size() >= FileRecords.MOST_AHEAD
        || bytesAhead + item.bytes() > FileRecords.MOST_BYTES;
  }

  private void allRead(SourceBytes all) {
    lock.lock();
    try {
      sourcesAtEnd = all;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static IOException failure(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException unexpected) {
      throw unexpected;
    }
    return (IOException) failure;
  }

  private record Item(
      @Nullable PictureRecord record,
      @Nullable Throwable failure,
      ThreadCounts counted,
      SourceBytes sources) {
    long bytes() {
      return record == null ? 0 : record.length();
    }
  }
}

package io.kindling.cache.client;

import io.kindling.cache.buffer.LentBuffer;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A range of a file that is brought into a buffer before its reader comes to it: filled by one
 * background thread, taken from and closed by the reader's. Its monitor guards all that changes.
 */
final class AheadPiece implements Runnable, FetchWatch {

  private static final Logger LOG = LoggerFactory.getLogger(AheadPiece.class);

  private final PlannedFile file;
  private final Metrics metrics;
  private final LentBuffer buffer;
  private final long start;
  private final int length;

  /** Where the bytes came from, run after run. */
  private final List<Run> runs = new ArrayList<>(2);

  private int available;
  private int taken;
  private boolean ended;
  private boolean closed;

  /** Bytes before {@code end} of the piece, and after those of the run before. */
  private record Run(int end, ReadSource source) {}

  /** A piece that is not begun; closes the buffer when both threads are done with it. */
  AheadPiece(PlannedFile file, Metrics metrics, LentBuffer buffer, long start, int length) {
    this.file = file;
    this.metrics = metrics;
    this.buffer = buffer;
    this.start = start;
    this.length = length;
  }

  long start() {
    return start;
  }

  long end() {
    return start + length;
  }

  int length() {
    return length;
  }

  synchronized boolean isEnded() {
    return ended;
  }

  /** Whether the reader can have the byte at once, or learn that it does not come. */
  synchronized boolean has(long position) {
    return ended || available > position - start;
  }

  /** Fills the piece; for the background thread. */
  @Override
  public void run() {
    ByteBuffer target = buffer.bytes().duplicate().limit(length);
    try {
      while (target.hasRemaining() && goesOn()) {
        PlannedFile.Part part =
            file.readOnce(start + target.position(), target, target.remaining(), this);
        show(target.position(), part.source());
      }
    } catch (FetchCancelledException cancelled) {
      LOG.trace("{}", cancelled.getMessage());
    } catch (IOException | RuntimeException | Error failed) {
      // The reader tries again itself when it comes here, and sees what is wrong.
      metrics.increment(Metric.BACKGROUND_FAILURES);
      LOG.debug("reading {} ahead failed", file, failed);
    } finally {
      finish();
    }
  }

  private synchronized void show(int until, ReadSource source) {
    available = Math.max(available, until);
    runs.removeIf(run -> run.end() > until);
    runs.add(new Run(until, source));
    notifyAll();
  }

  @Override
  public synchronized void arrived(long position) {
    available = (int) (position - start);
    notifyAll();
  }

  @Override
  public synchronized boolean goesOn() {
    return !closed;
  }

  private void finish() {
    boolean last;
    synchronized (this) {
      ended = true;
      last = closed;
      metrics.add(Metric.READ_AHEAD_BYTES, available);
      if (closed) {
        metrics.add(Metric.READ_AHEAD_UNUSED, Math.max(0, available - taken));
      }
      notifyAll();
    }
    if (last) {
      buffer.close();
    }
    file.leaveInBackground();
  }

  /**
   * Copies bytes to the target's position, waiting until the first of them is there.
   *
   * @return what was copied; null when it does not come
   */
  PlannedFile.@Nullable Part take(long position, ByteBuffer target) throws IOException {
    int offset = (int) (position - start);
    int count;
    ReadSource source;
    synchronized (this) {
      while (available <= offset && !ended) {
        try {
          wait();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw (IOException)
              new InterruptedIOException("interrupted while " + file + " was read ahead")
                  .initCause(interrupted);
        }
      }
      if (available <= offset) {
        return null;
      }
      Run run = runAt(offset);
      int until = run == null ? available : Math.min(run.end(), available);
      // What a fetch shows before it has ended comes from the under store.
      source = run == null ? ReadSource.UNDER_STORE : run.source();
      count = Math.min(target.remaining(), until - offset);
      taken = Math.max(taken, offset + count);
    }
    target.put(target.position(), buffer.bytes(), offset, count);
    target.position(target.position() + count);
    return new PlannedFile.Part(count, source);
  }

  private @Nullable Run runAt(int offset) {
    for (Run run : runs) {
      if (offset < run.end()) {
        return run;
      }
    }
    return null;
  }

  /** The reader has had its bytes, from here or from where they went as well. */
  void passed() {
    synchronized (this) {
      taken = length;
    }
    close();
  }

  /** The reader wants no more of it: what is not begun is not fetched. */
  void close() {
    boolean last;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = ended;
      if (ended) {
        metrics.add(Metric.READ_AHEAD_UNUSED, Math.max(0, available - taken));
      }
    }
    if (last) {
      buffer.close();
    }
  }
}

package io.kindling.hadoop.read;

import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.buffer.LentBuffer;
import io.kindling.cache.client.BackgroundFetches;
import io.kindling.cache.client.CachedFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.apache.hadoop.fs.FileRange;

/**
 * Reads of many ranges at once. What this process holds is copied by the caller's thread, straight
 * from the store to the caller's buffers; the rest is read by background threads, several runs at
 * once, where ranges with small gaps between them are one run. Any thread.
 *
 * <p>A class of its own, because the types of ranges are not on all lines of Hadoop.
 *
 * @param counted told of the bytes of each range that was read
 * @param minimumSeek gaps below this are read and dropped
 * @param largestRead bytes of a run of several ranges at most
 */
record VectoredReads(
    CachedFile file,
    BufferBudget buffers,
    StreamCounts counts,
    IntConsumer counted,
    int minimumSeek,
    int largestRead) {

  /** Ranges that are read as one. */
  private record Run(List<FileRange> ranges, long start, long end) {
    int length() {
      return (int) (end - start);
    }
  }

  /**
   * Gives every range a future.
   *
   * @param release takes buffers back that are not handed out because their read failed
   * @throws EOFException when a range is not within the file; nothing is read then
   * @throws IllegalArgumentException when ranges overlap; nothing is read then
   */
  void read(
      List<? extends FileRange> ranges,
      IntFunction<ByteBuffer> allocate,
      Consumer<ByteBuffer> release)
      throws IOException {
    List<FileRange> sorted = checked(ranges);
    Objects.requireNonNull(allocate, "no way to allocate buffers");
    Objects.requireNonNull(release, "no way to release buffers");
    counts.add(StreamStatistic.VECTORED_OPERATIONS, 1);
    counts.add(StreamStatistic.VECTORED_RANGES, sorted.size());
    List<FileRange> elsewhere = new ArrayList<>();
    for (FileRange range : sorted) {
      range.setData(new CompletableFuture<>());
      if (!file.holds(range.getOffset(), range.getLength())) {
        elsewhere.add(range);
      }
    }
    List<Run> runs = runs(elsewhere);
    counts.add(StreamStatistic.VECTORED_COMBINED, runs.size());
    List<Run> left = new ArrayList<>();
    for (Run run : runs) {
      if (!BackgroundFetches.start(() -> readRun(run, allocate, release))) {
        left.add(run);
      }
    }
    sorted.removeAll(elsewhere);
    for (FileRange range : sorted) {
      readOne(range, allocate, release);
    }
    // All threads are busy: this one does the rest.
    left.forEach(run -> readRun(run, allocate, release));
  }

  private List<FileRange> checked(List<? extends FileRange> ranges) throws EOFException {
    Objects.requireNonNull(ranges, "no list of ranges");
    List<FileRange> sorted = new ArrayList<>(ranges);
    for (FileRange range : sorted) {
      Objects.requireNonNull(range, "a range is null");
      if (range.getLength() < 0) {
        throw new IllegalArgumentException("the length is negative in range " + range);
      }
      if (range.getOffset() < 0) {
        throw new EOFException("the position is negative in range " + range);
      }
    }
    sorted.sort(Comparator.comparingLong(FileRange::getOffset));
    long end = 0;
    for (FileRange range : sorted) {
      if (range.getOffset() < end) {
        throw new IllegalArgumentException(
            "range %s overlaps the one before it, which ends at %d".formatted(range, end));
      }
      end = range.getOffset() + range.getLength();
    }
    if (end > file.version().length()) {
      throw new EOFException(
          "the last range ends at %d, and %s has %d bytes"
              .formatted(end, file.version().uri(), file.version().length()));
    }
    return sorted;
  }

  private List<Run> runs(List<FileRange> sorted) {
    List<Run> runs = new ArrayList<>();
    for (FileRange range : sorted) {
      long end = range.getOffset() + range.getLength();
      Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (last != null
          && range.getOffset() - last.end() < minimumSeek
          && end - last.start() <= largestRead) {
        last.ranges().add(range);
        runs.set(runs.size() - 1, new Run(last.ranges(), last.start(), end));
      } else {
        runs.add(new Run(new ArrayList<>(List.of(range)), range.getOffset(), end));
      }
    }
    return runs;
  }

  private void readRun(Run run, IntFunction<ByteBuffer> allocate, Consumer<ByteBuffer> release) {
    if (run.ranges().size() > 1) {
      try (LentBuffer lent = buffers.tryTake(run.length())) {
        // Without room for the run as a whole each range goes to its own buffer at once.
        if (lent != null) {
          readTogether(run, lent.bytes(), allocate, release);
          return;
        }
      }
    }
    run.ranges().forEach(range -> readOne(range, allocate, release));
  }

  private void readTogether(
      Run run, ByteBuffer whole, IntFunction<ByteBuffer> allocate, Consumer<ByteBuffer> release) {
    try {
      int ignored = file.read(run.start(), whole.clear().limit(run.length()));
    } catch (IOException | RuntimeException failed) {
      run.ranges().forEach(range -> range.getData().completeExceptionally(failed));
      return;
    }
    int used = 0;
    for (FileRange range : run.ranges()) {
      int from = (int) (range.getOffset() - run.start());
      used += range.getLength();
      complete(
          range, allocate, release, target -> target.put(whole.slice(from, range.getLength())));
    }
    counts.add(StreamStatistic.VECTORED_DISCARDED, run.length() - used);
  }

  private void readOne(
      FileRange range, IntFunction<ByteBuffer> allocate, Consumer<ByteBuffer> release) {
    complete(
        range,
        allocate,
        release,
        target -> {
          int ignored = file.read(range.getOffset(), target);
        });
  }

  private void complete(
      FileRange range,
      IntFunction<ByteBuffer> allocate,
      Consumer<ByteBuffer> release,
      Filling filling) {
    ByteBuffer buffer = null;
    try {
      buffer = allocate.apply(range.getLength());
      int start = buffer.position();
      int limit = buffer.limit();
      filling.fill(buffer.limit(start + range.getLength()));
      buffer.limit(Math.min(limit, buffer.position())).position(start);
      counted.accept(range.getLength());
    } catch (IOException | RuntimeException failed) {
      if (buffer != null) {
        release.accept(buffer);
      }
      range.getData().completeExceptionally(failed);
      return;
    }
    boolean ignored = range.getData().complete(buffer);
  }

  /** Puts the bytes of a range into its buffer, as many as it has room for. */
  @FunctionalInterface
  private interface Filling {
    void fill(ByteBuffer target) throws IOException;
  }
}

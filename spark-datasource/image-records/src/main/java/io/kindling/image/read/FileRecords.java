package io.kindling.image.read;

import io.kindling.cache.thread.DaemonThreads;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.PictureContent;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.SourceBytes;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.functional.FutureIO;
import org.jspecify.annotations.Nullable;

/** Picture files in the order of their list, several read at once ahead of the caller. */
final class FileRecords implements RecordStream {

  /** Enough to keep one core decoding behind answers that take 15 ms. */
  static final int MOST_AHEAD = 16;

  /** Bytes that are read ahead; one picture may be larger. */
  static final long MOST_BYTES = 32L << 20;

  /** Readers with larger buffers are not kept. */
  private static final int LARGEST_KEPT = 2 << 20;

  /** Shared by all streams of the JVM; idle threads end after a minute. */
  static final ExecutorService THREADS =
      Executors.newCachedThreadPool(DaemonThreads.numbered("kindling-picture-reader-"));

  private final Configuration configuration;
  private final Iterator<SourceFile> files;
  private final Deque<Read> ahead = new ArrayDeque<>();
  private final Deque<PictureReader> idle = new ArrayDeque<>();
  private SourceBytes sources = SourceBytes.NONE;
  private long bytesAhead;
  private @Nullable SourceFile waiting;
  private @Nullable Read current;

  FileRecords(Configuration configuration, Iterator<SourceFile> files) {
    this.configuration = configuration;
    this.files = files;
  }

  @Override
  public @Nullable PictureRecord next() {
    if (current != null && current.mayBeReused()) {
      idle.push(current.reader);
    }
    readAhead();
    Read read = ahead.poll();
    current = read;
    if (read == null) {
      return null;
    }
    bytesAhead -= read.file.length();
    readAhead();
    return PictureRecord.ofFile(read.file, () -> content(read));
  }

  private PictureContent content(Read read) throws IOException {
    if (!read.equals(current)) {
      throw new IllegalStateException(read.file.path() + " is no longer the record being read");
    }
    try {
      Content content = read.content.get();
      content.counted.addToThisThread();
      sources = sources.plus(content.sources);
      return new EncodedPicture(content.bytes);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while reading " + read.file.path())
              .initCause(interrupted);
    } catch (ExecutionException failed) {
      throw FutureIO.unwrapInnerException(failed);
    }
  }

  @Override
  public SourceBytes sources() {
    return sources;
  }

  @Override
  public void close() {
    for (Read read : ahead) {
      read.content.cancel(false);
    }
    ahead.clear();
  }

  private void readAhead() {
    while (ahead.size() < MOST_AHEAD) {
      if (waiting == null && !files.hasNext()) {
        return;
      }
      SourceFile file = waiting == null ? files.next() : waiting;
      if (!ahead.isEmpty() && bytesAhead + file.length() > MOST_BYTES) {
        waiting = file;
        return;
      }
      waiting = null;
      bytesAhead += file.length();
      ahead.add(begin(file));
    }
  }

  private Read begin(SourceFile file) {
    PictureReader reader = idle.isEmpty() ? new PictureReader(configuration) : idle.pop();
    try {
      FileSystem fileSystem = reader.fileSystem(file);
      return new Read(file, reader, THREADS.submit(() -> content(reader, fileSystem, file)));
    } catch (IOException failed) {
      return new Read(file, reader, CompletableFuture.failedFuture(failed));
    }
  }

  private static Content content(PictureReader reader, FileSystem fileSystem, SourceFile file)
      throws IOException {
    ThreadCounts before = ThreadCounts.ofThisThread();
    ByteBuffer bytes = reader.read(fileSystem, file);
    return new Content(bytes, before.takeIncrease(), reader.sources());
  }

  private record Read(SourceFile file, PictureReader reader, Future<Content> content) {
    boolean mayBeReused() {
      return content.isDone() && reader.kept() <= LARGEST_KEPT;
    }
  }

  private record Content(ByteBuffer bytes, ThreadCounts counted, SourceBytes sources) {}
}

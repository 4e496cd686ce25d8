package io.kindling.image;

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
import org.jspecify.annotations.Nullable;

/**
 * Reads pictures in the order of their list, some ahead of the caller, so that decoding does not
 * wait for one answer of the store after the other. Used by one thread; reads in threads of its
 * own, with the file systems of the calling thread, and moves what they count to that thread.
 */
public final class PictureStream implements AutoCloseable {

  /** Enough to keep one core decoding behind answers that take 15 ms. */
  static final int MOST_AHEAD = 16;

  /** Bytes that are read ahead; one picture may be larger. */
  static final long MOST_BYTES = 32L << 20;

  /** Readers with larger buffers are not kept. */
  private static final int LARGEST_KEPT = 2 << 20;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(PictureStream::daemon);

  private final Configuration configuration;
  private final Iterator<ImageFile> files;
  private final Deque<Read> ahead = new ArrayDeque<>();
  private final Deque<PictureReader> idle = new ArrayDeque<>();
  private long bytesAhead;
  private @Nullable ImageFile waiting;
  private @Nullable Read current;

  /**
   * @param configuration where the file systems of the pictures are configured
   */
  public PictureStream(Configuration configuration, Iterator<ImageFile> files) {
    this.configuration = configuration;
    this.files = files;
  }

  /** Goes on to the next picture; null behind the last one. */
  public @Nullable ImageFile next() {
    if (current != null && current.mayBeReused()) {
      idle.push(current.reader);
    }
    readAhead();
    current = ahead.poll();
    if (current == null) {
      return null;
    }
    bytesAhead -= current.file.length();
    readAhead();
    return current.file;
  }

  /**
   * The bytes of the picture that {@link #next} went to, between position and limit, valid until
   * the next call of it.
   *
   * @throws UndecodableImageException when the file is larger than an array can be
   * @throws IOException what reading this picture failed with
   */
  public ByteBuffer encoded() throws IOException {
    if (current == null) {
      throw new IllegalStateException("next() has not found a picture");
    }
    try {
      Content content = current.content.get();
      content.counted.addToThisThread();
      return content.bytes;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while reading " + current.file.path())
              .initCause(interrupted);
    } catch (ExecutionException failed) {
      throw failure(failed);
    }
  }

  /** Begins no more reads; those under way end by themselves. */
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
      ImageFile file = waiting == null ? files.next() : waiting;
      if (!ahead.isEmpty() && bytesAhead + file.length() > MOST_BYTES) {
        waiting = file;
        return;
      }
      waiting = null;
      bytesAhead += file.length();
      ahead.add(begin(file));
    }
  }

  private Read begin(ImageFile file) {
    PictureReader reader = idle.isEmpty() ? new PictureReader(configuration) : idle.pop();
    try {
      FileSystem fileSystem = reader.fileSystem(file);
      return new Read(file, reader, THREADS.submit(() -> content(reader, fileSystem, file)));
    } catch (IOException failed) {
      return new Read(file, reader, CompletableFuture.failedFuture(failed));
    }
  }

  private static Content content(PictureReader reader, FileSystem fileSystem, ImageFile file)
      throws IOException {
    ThreadCounts before = ThreadCounts.ofThisThread();
    ByteBuffer bytes = reader.read(fileSystem, file);
    return new Content(bytes, before.takeIncrease());
  }

  private static IOException failure(ExecutionException failed) {
    Throwable cause = failed.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException unexpected) {
      throw unexpected;
    }
    return (IOException) cause;
  }

  private static Thread daemon(Runnable reading) {
    Thread thread = new Thread(reading, "kindling-picture-reader");
    thread.setDaemon(true);
    return thread;
  }

  private record Read(ImageFile file, PictureReader reader, Future<Content> content) {
    boolean mayBeReused() {
      return content.isDone() && reader.kept() <= LARGEST_KEPT;
    }
  }

  private record Content(ByteBuffer bytes, ThreadCounts counted) {}
}

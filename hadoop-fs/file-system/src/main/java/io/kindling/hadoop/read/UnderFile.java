package io.kindling.hadoop.read;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.client.FileChangedException;
import io.kindling.cache.client.UnderStoreFile;
import io.kindling.hadoop.mount.ObjectRanges;
import io.kindling.hadoop.mount.StoreErrors;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile;
import io.kindling.hadoop.status.StatusTable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One version of a file in the store behind a mount, fetched as the user of the file system. */
public final class UnderFile implements UnderStoreFile {

  private static final Logger LOG = LoggerFactory.getLogger(UnderFile.class);

  private final KnownFile known;
  private final StatusTable statuses;
  private final BufferBudget buffers;

  /**
   * A file.
   *
   * @param statuses forgets the file when it turns out to have changed
   */
  public UnderFile(KnownFile known, StatusTable statuses, BufferBudget buffers) {
    this.known = known;
    this.statuses = statuses;
    this.buffers = buffers;
  }

  @Override
  public FileVersion version() {
    return known.version();
  }

  @Override
  public void fetch(long position, long length, ByteSink sink) throws IOException {
    byte[] buffer = FetchBuffers.take(buffers, length);
    try {
      long given = fetchAtOnce(position, length, sink, buffer);
      if (given < length) {
        fetchRange(position + given, length - given, sink, buffer);
      }
      known.provedReadable();
    } finally {
      FetchBuffers.give(buffers, buffer);
    }
  }

  /** The short way, as far as there is one and it leads; answers the bytes that it gave. */
  private long fetchAtOnce(long position, long length, ByteSink sink, byte[] buffer)
      throws IOException {
    ObjectRanges objects = known.store().objects();
    String etag = UnderStore.rawEtag(known.under());
    if (objects == null || etag == null) {
      return 0;
    }
    Path path = known.under().getPath();
    try {
      return objects.fetch(
          new ObjectRanges.Version(path, etag, version().length()), position, length, buffer, sink);
    } catch (IOException failed) {
      throw StoreErrors.isChangedFile(failed) ? changed("another version", failed) : failed;
    }
  }

  private void fetchRange(long position, long length, ByteSink sink, byte[] buffer)
      throws IOException {
    try (FSDataInputStream input = open(length)) {
      if (position > 0) {
        input.seek(position);
      }
      long left = length;
      while (left > 0) {
        int count = read(input, buffer, (int) Math.min(buffer.length, left));
        if (count < 0) {
          checkUnchanged();
          throw new EOFException(
              "%s ended at %d, before its length %d"
                  .formatted(known.path(), position + length - left, version().length()));
        }
        give(sink, buffer, count, input);
        left -= count;
      }
    }
  }

  private static void give(ByteSink sink, byte[] buffer, int count, FSDataInputStream input)
      throws IOException {
    boolean taken = false;
    try {
      sink.accept(buffer, 0, count);
      taken = true;
    } finally {
      if (!taken) {
        breakOff(input);
      }
    }
  }

  /** Nobody wants the rest: S3A would read it at the close, so that it can use the connection. */
  private static void breakOff(FSDataInputStream input) throws IOException {
    try {
      input.setReadahead(0L);
    } catch (UnsupportedOperationException unknown) {
      LOG.trace("{} reads nothing at its close", input);
    }
  }

  /** Opens without a request for the status, and so that one request brings the whole range. */
  private FSDataInputStream open(long length) throws IOException {
    try {
      return known
          .store()
          .fileSystem()
          .openFile(known.under().getPath())
          .withFileStatus(known.under())
          .opt("fs.option.openfile.read.policy", "random")
          // The same to the 3.3 line.
          .opt("fs.s3a.experimental.input.fadvise", "random")
          .opt("fs.s3a.readahead.range", Long.toString(length))
          .build()
          .get();
    } catch (ExecutionException failed) {
      throw failure(
          failed.getCause() instanceof IOException cause ? cause : new IOException(failed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while opening " + known.path())
              .initCause(interrupted);
    } catch (IOException failed) {
      throw failure(failed);
    }
  }

  private int read(FSDataInputStream input, byte[] buffer, int count) throws IOException {
    try {
      return input.read(buffer, 0, count);
    } catch (IOException failed) {
      throw failure(failed);
    }
  }

  @Override
  public void checkReadable() throws IOException {
    if (known.isReadable()) {
      return;
    }
    Path under = known.under().getPath();
    FileSystem store = known.store().fileSystem();
    switch (known.store().readRight()) {
      case ACCESS -> {
        try {
          store.access(under, FsAction.READ);
        } catch (IOException failed) {
          throw failure(failed);
        }
      }
      case STATUS -> checkUnchanged();
    }
    known.provedReadable();
  }

  @Override
  public void checkUnchanged() throws IOException {
    FileStatus now;
    try {
      now = known.store().fileSystem().getFileStatus(known.under().getPath());
    } catch (IOException failed) {
      throw failure(failed);
    }
    FileVersion found = known.store().version(now);
    if (!found.versionKey().equals(version().versionKey())) {
      throw changed("length %d and identity %s".formatted(found.length(), found.identity()), null);
    }
  }

  private IOException failure(IOException failed) {
    return StoreErrors.isChangedFile(failed)
        ? changed("another version", failed)
        : StoreErrors.of(failed, known.path(), known.under().getPath(), known.mount());
  }

  /** The next open has to ask for the status again. */
  private FileChangedException changed(String found, @Nullable Throwable cause) {
    statuses.drop(known.path().toUri().getPath());
    FileChangedException changed = new FileChangedException(version(), found);
    if (cause != null) {
      changed.initCause(cause);
    }
    return changed;
  }

  /** Nothing stays open between two fetches. */
  @Override
  public void close() {}
}

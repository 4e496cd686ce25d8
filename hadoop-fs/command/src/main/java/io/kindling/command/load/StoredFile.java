package io.kindling.command.load;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.client.FileChangedException;
import io.kindling.cache.client.UnderStoreFile;
import io.kindling.hadoop.mount.StoreErrors;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile;
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

/**
 * A file as a load job fetches it: with the credentials of the command's user, at the job's
 * bandwidth. Any thread.
 */
final class StoredFile implements UnderStoreFile {

  private static final int PIECE = 64 << 10;
  private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[PIECE]);

  private final KnownFile known;
  private final @Nullable WholeObjects objects;
  private final Bandwidth bandwidth;

  /**
   * A file.
   *
   * @param objects brings whole objects of its store with less work than the store's streams; null
   *     when the store has no such way
   */
  StoredFile(KnownFile known, @Nullable WholeObjects objects, Bandwidth bandwidth) {
    this.known = known;
    this.objects = objects;
    this.bandwidth = bandwidth;
  }

  @Override
  public FileVersion version() {
    return known.version();
  }

  @Override
  public void fetch(long position, long length, ByteSink sink) throws IOException {
    if (objects != null && length == version().length() && fetchWhole(objects, sink)) {
      known.provedReadable();
      return;
    }
    byte[] buffer = BUFFER.get();
    try (FSDataInputStream input = open(length)) {
      if (position > 0) {
        input.seek(position);
      }
      long left = length;
      while (left > 0) {
        int count = input.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw new EOFException(
              "%s ended at %d, before its length %d"
                  .formatted(known.path(), position + length - left, version().length()));
        }
        sink.accept(buffer, 0, count);
        bandwidth.received(count);
        left -= count;
      }
      known.provedReadable();
    } catch (EOFException ended) {
      checkUnchanged();
      throw ended;
    } catch (IOException failed) {
      throw failure(failed);
    }
  }

  /**
   * False when nothing was fetched, so that the store's own stream may try and say what is wrong.
   */
  private boolean fetchWhole(WholeObjects whole, ByteSink sink) throws IOException {
    String etag = UnderStore.rawEtag(known.under());
    return etag != null
        && whole.fetch(
            known.under().getPath(),
            etag,
            version().length(),
            BUFFER.get(),
            (bytes, offset, count) -> {
              sink.accept(bytes, offset, count);
              bandwidth.received(count);
            });
  }

  /** The status is known and one request brings the whole range. */
  private FSDataInputStream open(long length) throws IOException {
    try {
      return known
          .store()
          .fileSystem()
          .openFile(known.under().getPath())
          .withFileStatus(known.under())
          .opt("fs.option.openfile.read.policy", "random")
          .opt("fs.s3a.readahead.range", Long.toString(length))
          .build()
          .get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while opening " + known.path());
    }
  }

  @Override
  public void checkReadable() throws IOException {
    if (known.isReadable()) {
      return;
    }
    if (known.store().readRight() == UnderStore.ReadRight.ACCESS) {
      Path under = known.under().getPath();
      FileSystem store = known.store().fileSystem();
      try {
        store.access(under, FsAction.READ);
      } catch (IOException failed) {
        throw failure(failed);
      }
    } else {
      checkUnchanged();
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

  private FileChangedException changed(String found, @Nullable Throwable cause) {
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

package io.kindling.benchmarks;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The least that a Hadoop file system can do for a read: a map from path to direct buffer. Its
 * speed is the limit of the API.
 */
final class MemoryFileSystem extends ReadOnlyFileSystem {

  private final ConcurrentMap<String, ByteBuffer> files = new ConcurrentHashMap<>();

  MemoryFileSystem() {
    setConf(new Configuration());
  }

  /** Holds the files of a set in place of those before. */
  void load(FileSet set) throws IOException {
    files.clear();
    for (String name : set.names()) {
      java.nio.file.Path file = set.folder().toAbsolutePath().resolve(name);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(set.size());
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
          // Reads until the buffer is full.
        }
        files.put(file.toString(), bytes.flip());
      }
    }
  }

  @Override
  public URI getUri() {
    return URI.create("memory:///");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    ByteBuffer bytes = files.get(path.toUri().getPath());
    if (bytes == null) {
      throw new FileNotFoundException(path.toString());
    }
    return new FSDataInputStream(new BufferStream(bytes));
  }

  @Override
  public FileStatus[] listStatus(Path path) {
    throw refused();
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path("/");
  }

  @Override
  public FileStatus getFileStatus(Path path) {
    throw refused();
  }

  @Override
  UnsupportedOperationException refused() {
    return new UnsupportedOperationException("this file system only reads");
  }

  private static final class BufferStream extends FSInputStream {

    private final ByteBuffer bytes;
    private int position;

    BufferStream(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return position < bytes.limit() ? bytes.get(position++) & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      int copied = Math.min(count, bytes.limit() - position);
      if (copied <= 0) {
        return -1;
      }
      bytes.get(position, target, offset, copied);
      position += copied;
      return copied;
    }

    @Override
    public int read(long start, byte[] target, int offset, int count) {
      int copied = (int) Math.min(count, bytes.limit() - start);
      if (copied <= 0) {
        return -1;
      }
      bytes.get((int) start, target, offset, copied);
      return copied;
    }

    @Override
    public void seek(long target) throws IOException {
      if (target < 0 || target > bytes.limit()) {
        throw new EOFException("no position " + target);
      }
      position = (int) target;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }
  }
}

package io.kindling.contract;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;

/** A stream of a store whose reads meet {@link Faults}. One thread. */
final class FaultyInputStream extends FSInputStream {

  private final FSDataInputStream input;
  private final Path path;

  FaultyInputStream(FSDataInputStream input, Path path) {
    this.input = input;
    this.path = path;
  }

  @Override
  public int read() throws IOException {
    return Faults.current().length(path, 1) < 0 ? -1 : input.read();
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    int length = Faults.current().length(path, count);
    return length < 0 ? -1 : input.read(target, offset, length);
  }

  @Override
  public int read(long position, byte[] target, int offset, int count) throws IOException {
    int length = Faults.current().length(path, count);
    return length < 0 ? -1 : input.read(position, target, offset, length);
  }

  @Override
  public void seek(long position) throws IOException {
    input.seek(position);
  }

  @Override
  public long getPos() throws IOException {
    return input.getPos();
  }

  @Override
  public boolean seekToNewSource(long position) throws IOException {
    return input.seekToNewSource(position);
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}

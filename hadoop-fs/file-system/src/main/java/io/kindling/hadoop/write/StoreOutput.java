package io.kindling.hadoop.write;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CanSetDropBehind;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.jspecify.annotations.Nullable;

/**
 * An under store's output stream with somebody who follows it. What the stream can do is what the
 * under store's can. One thread.
 */
public final class StoreOutput extends OutputStream
    implements Syncable, CanSetDropBehind, StreamCapabilities, IOStatisticsSource, Abortable {

  private final FSDataOutputStream under;
  private final WriteWatcher watcher;
  private final WriteEnd end;
  private final byte[] single = new byte[1];

  private StoreOutput(FSDataOutputStream under, WriteWatcher watcher) {
    this.under = under;
    this.watcher = watcher;
    this.end = new WriteEnd(watcher);
  }

  /**
   * The stream for callers of the file system.
   *
   * @param statistics where the under store counts bytes
   */
  public static FSDataOutputStream watched(
      FSDataOutputStream under, FileSystem.@Nullable Statistics statistics, WriteWatcher watcher)
      throws IOException {
    if (under.getClass().getName().startsWith("org.apache.hadoop.hdfs.")) {
      FSDataOutputStream hdfs = HdfsOutput.watched(under, statistics, watcher);
      if (hdfs != null) {
        return hdfs;
      }
    }
    // The under store counts the bytes; they would be counted twice here.
    return new FSDataOutputStream(new StoreOutput(under, watcher), null, under.getPos());
  }

  @Override
  public void write(int value) throws IOException {
    under.write(value);
    single[0] = (byte) value;
    watcher.written(single, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    under.write(bytes, offset, count);
    watcher.written(bytes, offset, count);
  }

  @Override
  public void flush() throws IOException {
    under.flush();
  }

  @Override
  public void hflush() throws IOException {
    under.hflush();
    watcher.changed();
  }

  @Override
  public void hsync() throws IOException {
    under.hsync();
    watcher.changed();
  }

  @Override
  public void setDropBehind(Boolean dropCache) throws IOException {
    under.setDropBehind(dropCache);
  }

  @Override
  public boolean hasCapability(String capability) {
    return under.hasCapability(capability);
  }

  @Override
  public IOStatistics getIOStatistics() {
    return under.getIOStatistics();
  }

  @Override
  public AbortableResult abort() {
    try {
      return under.abort();
    } finally {
      end.givenUp();
    }
  }

  @Override
  public void close() throws IOException {
    end.close(under);
  }

  @Override
  public String toString() {
    return "StoreOutput(" + under + ")";
  }
}

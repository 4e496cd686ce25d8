package io.kindling.hadoop.write;

import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import org.apache.hadoop.crypto.CryptoOutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSOutputStream;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream of HDFS with somebody who follows it, and still one of HDFS: programs that ask for
 * {@link HdfsDataOutputStream} by name sync lengths and count replicas with it. Apart, because its
 * classes may be missing. One thread.
 */
final class HdfsOutput extends HdfsDataOutputStream {

  private final WriteWatcher watcher;
  private final WriteEnd end;

  private HdfsOutput(
      DFSOutputStream output,
      FileSystem.@Nullable Statistics statistics,
      long position,
      WriteWatcher watcher)
      throws IOException {
    super(output, statistics, position);
    this.watcher = watcher;
    this.end = new WriteEnd(watcher);
  }

  private HdfsOutput(
      CryptoOutputStream output,
      FileSystem.@Nullable Statistics statistics,
      long position,
      WriteWatcher watcher)
      throws IOException {
    super(output, statistics, position);
    this.watcher = watcher;
    this.end = new WriteEnd(watcher);
  }

  /**
   * The stream for callers of the file system; null when it is none of HDFS as it is known here.
   */
  static @Nullable FSDataOutputStream watched(
      FSDataOutputStream under, FileSystem.@Nullable Statistics statistics, WriteWatcher watcher)
      throws IOException {
    if (!(under instanceof HdfsDataOutputStream)) {
      return null;
    }
    OutputStream wrapped = under.getWrappedStream();
    if (wrapped instanceof DFSOutputStream plain) {
      return new HdfsOutput(plain, statistics, under.getPos(), watcher);
    }
    return wrapped instanceof CryptoOutputStream encrypting
        ? new HdfsOutput(encrypting, statistics, under.getPos(), watcher)
        : null;
  }

  @Override
  public void hflush() throws IOException {
    super.hflush();
    watcher.changed();
  }

  @Override
  public void hsync() throws IOException {
    super.hsync();
    watcher.changed();
  }

  @Override
  public void hsync(EnumSet<SyncFlag> flags) throws IOException {
    super.hsync(flags);
    watcher.changed();
  }

  @Override
  public void close() throws IOException {
    end.close(super::close);
  }
}

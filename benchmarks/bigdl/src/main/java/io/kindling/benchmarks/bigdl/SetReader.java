package io.kindling.benchmarks.bigdl;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads all files of a folder, so that whatever caches them has them. */
public final class SetReader {

  /** The second time brings what the first one could not hand over in time. */
  private static final int TIMES = 2;

  private SetReader() {}

  /**
   * The JVM.
   *
   * @param arguments {@code path} of the folder, and Hadoop options
   */
  public static void main(String[] arguments) {
    Program.runAndExit(SetReader::read, arguments);
  }

  private static void read(Arguments told) throws IOException {
    Configuration configuration = new Configuration();
    told.hadoopOptions().forEach(configuration::set);
    Path folder = new Path(told.text("path"));
    FileSystem store = folder.getFileSystem(configuration);
    byte[] piece = new byte[1 << 20];
    for (int time = 0; time < TIMES; time++) {
      for (FileStatus file : store.listStatus(folder)) {
        long bytes = 0;
        try (FSDataInputStream in = store.open(file.getPath())) {
          for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            bytes += count;
          }
        }
        if (bytes != file.getLen()) {
          throw new IOException("%d bytes of %s".formatted(bytes, file));
        }
      }
    }
  }
}

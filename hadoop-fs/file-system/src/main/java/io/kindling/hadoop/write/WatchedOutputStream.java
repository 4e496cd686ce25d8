package io.kindling.hadoop.write;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;

/** An under store's output stream that tells when the file is complete. One thread. */
public final class WatchedOutputStream extends FSDataOutputStream {

  private final Runnable closed;

  public WatchedOutputStream(FSDataOutputStream output, Runnable closed) {
    super(output, null, output.getPos());
    this.closed = closed;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      closed.run();
    }
  }
}

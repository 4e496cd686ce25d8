package io.kindling.hadoop.write;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The end of one file's writing, of which its follower hears once. Any thread. */
final class WriteEnd {

  private final WriteWatcher watcher;
  private final AtomicBoolean ended = new AtomicBoolean();

  WriteEnd(WriteWatcher watcher) {
    this.watcher = watcher;
  }

  /** Closes the under store's stream and says how that ended. */
  void close(Closeable under) throws IOException {
    boolean first = ended.compareAndSet(false, true);
    boolean closed = false;
    try {
      under.close();
      closed = true;
    } finally {
      if (first && closed) {
        watcher.complete();
      } else if (first) {
        watcher.failed();
      }
    }
  }

  /** The file was given up. */
  void givenUp() {
    if (ended.compareAndSet(false, true)) {
      watcher.failed();
    }
  }
}

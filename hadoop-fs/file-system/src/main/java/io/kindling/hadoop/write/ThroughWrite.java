package io.kindling.hadoop.write;

import io.kindling.hadoop.status.OpenWrites;

/** Forgets what is known of a file while it is written, and when it is complete. One thread. */
public final class ThroughWrite implements WriteWatcher {

  private final Runnable changed;
  private final Runnable end;

  /**
   * A watcher.
   *
   * @param uri canonical URI of the file
   * @param changed forgets what is known of the file
   */
  public ThroughWrite(String uri, Runnable changed) {
    this.changed = changed;
    this.end = OpenWrites.begin(uri);
  }

  @Override
  public void changed() {
    changed.run();
  }

  @Override
  public void complete() {
    end.run();
    changed.run();
  }

  @Override
  public void failed() {
    complete();
  }
}

package io.kindling.hadoop.samples;

import io.kindling.cache.block.FileVersion;
import io.kindling.hadoop.status.KnownFile;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** One content of a file that packs are made from. Any thread. */
public final class PackSource {

  private final KnownFile known;

  PackSource(KnownFile known) {
    this.known = known;
  }

  KnownFile known() {
    return known;
  }

  /** As users know it. */
  public Path path() {
    return known.path();
  }

  /** What goes into the key of a pack. */
  public FileVersion version() {
    return known.version();
  }

  /**
   * What makes {@code openFile(path).withFileStatus(...)} read this very content, or fail when the
   * store has another one.
   */
  public FileStatus status() throws IOException {
    return known.status();
  }
}

package io.kindling.hadoop.mount;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/**
 * A file system of the cache, to those who do a part of the work in its under stores themselves.
 * Any thread.
 */
public interface CachedPaths {

  /**
   * Where a path is in its under store.
   *
   * @throws java.io.FileNotFoundException when no mount shows it
   */
  UnderPath under(Path path) throws IOException;

  /** Forgets what is known of a path and all below it, because the under store changes it. */
  void forget(Path path) throws IOException;
}

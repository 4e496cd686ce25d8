package io.kindling.hadoop.read;

import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.UnderStoreFile;
import io.kindling.hadoop.status.KnownFile;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** A file system of the cache, to those who bring files to their owners. Any thread. */
public interface LoadableFiles {

  /**
   * The file that a status shows. Asks nobody when the status has an etag or is one of this file
   * system's own.
   *
   * @param status as a listing gave it, here or in another JVM
   */
  KnownFile known(Path path, FileStatus status) throws IOException;

  /**
   * Sees to it that the owner of a block has it, fetching it on the calling thread with the rights
   * of the file system's user if nobody does.
   *
   * @param block its number in the file
   * @param fetching what a fetch goes through, to keep it to a rate for one
   */
  CachedFile.Brought bring(KnownFile file, int block, UnaryOperator<UnderStoreFile> fetching)
      throws IOException;

  /** Milliseconds for which a file without etag must not have changed to be cached. */
  long settleMillis();
}

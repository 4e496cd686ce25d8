package io.kindling.hadoop.read;

import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.hadoop.mount.StoreErrors;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile;
import io.kindling.hadoop.status.StatusTable;
import io.kindling.hadoop.write.OpenWrites;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;

/**
 * Makes streams of known files.
 *
 * @param cache who reads them
 * @param statuses forgets files that turn out to have changed
 * @param user who reads, as the under stores know the user
 * @param settleMillis age below which the version of a file without etag proves nothing
 * @param statistics counts bytes
 */
public record FileOpener(
    BlockCache cache,
    StatusTable statuses,
    String user,
    long settleMillis,
    FileSystem.Statistics statistics) {

  /** Opens a file; asks nobody for anything unless the file changed a moment ago. */
  public FSDataInputStream open(KnownFile file, int bufferSize) throws IOException {
    if (!file.under().isFile()) {
      throw new FileNotFoundException(file.path() + " is a directory");
    }
    if (!file.isSettled(settleMillis) || isGrowing(file)) {
      try {
        return file.store().fileSystem().open(file.under().getPath(), bufferSize);
      } catch (IOException failed) {
        throw StoreErrors.of(failed, file.path(), file.under().getPath(), file.mount());
      }
    }
    CachedFile cached;
    try {
      cached =
          cache.open(new UnderFile(file, statuses), file.mount().reader(user), file.takeContent());
    } catch (UncheckedIOException refused) {
      throw refused.getCause();
    }
    return new FSDataInputStream(new CachingInputStream(cached, file.path(), statistics));
  }

  /**
   * Whether a writer may have flushed more than the status says: one of this JVM has the file open,
   * or it looks empty, which on HDFS it does until its first block is complete.
   */
  private static boolean isGrowing(KnownFile file) {
    return file.store().proof() == UnderStore.Proof.STATUS
        && (file.under().getLen() == 0 || OpenWrites.has(file.version().uri()));
  }
}

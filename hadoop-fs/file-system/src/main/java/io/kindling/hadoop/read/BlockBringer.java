package io.kindling.hadoop.read;

import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.UnderStoreFile;
import io.kindling.hadoop.status.KnownFile;
import io.kindling.hadoop.status.StatusTable;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Brings blocks of files to their owners for nobody who reads them now. Any thread.
 *
 * @param user with whose rights they are fetched, as the under stores know the user
 */
record BlockBringer(BlockCache cache, StatusTable statuses, String user) {

  /** See {@link LoadableFiles#bring}. */
  CachedFile.Brought bring(KnownFile file, int block, UnaryOperator<UnderStoreFile> fetching)
      throws IOException {
    UnderStoreFile under = new UnderFile(file, statuses, cache.buffers());
    try (CachedFile cached = cache.open(fetching.apply(under), file.mount().reader(user))) {
      return cached.bring(cache.layout().start(block));
    }
  }
}

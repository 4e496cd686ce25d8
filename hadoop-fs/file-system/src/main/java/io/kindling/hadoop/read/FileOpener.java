package io.kindling.hadoop.read;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.UnderStoreFile;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.mount.StoreErrors;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile;
import io.kindling.hadoop.status.OpenWrites;
import io.kindling.hadoop.status.StatusTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import org.apache.hadoop.fs.FSDataInputStream;

/** Makes streams of known files. Any thread. */
public final class FileOpener {

  private final BlockCache cache;
  private final StatusTable statuses;
  private final String user;
  private final ReadStatistics statistics;
  private final long settleMillis;
  private final BlockBringer bringer;
  private final FilesAhead ahead;
  private final StreamLimits limits;

  /**
   * An opener.
   *
   * @param cache who reads them
   * @param statuses forgets files that turn out to have changed
   * @param user who reads, as the under stores know the user
   */
  public FileOpener(
      BlockCache cache,
      StatusTable statuses,
      String user,
      Settings options,
      ReadStatistics statistics) {
    this.cache = cache;
    this.statuses = statuses;
    this.user = user;
    this.statistics = statistics;
    this.settleMillis = options.get(FileSystemOptions.SETTLE_TIME).toMillis();
    this.bringer = new BlockBringer(cache, statuses, user);
    this.ahead =
        new FilesAhead(
            bringer,
            options.get(FileSystemOptions.READ_AHEAD_FILES),
            startBlocks(options, cache.layout()),
            settleMillis);
    this.limits =
        new StreamLimits(
            (int) Math.min(1 << 30, options.get(FileSystemOptions.VECTORED_MIN_SEEK)),
            (int) Math.min(1 << 30, options.get(FileSystemOptions.VECTORED_MAX_READ)));
  }

  /** Half of a window of read-ahead, of which no more is fetched at once than a stream may. */
  private static int startBlocks(Settings options, BlockLayout layout) {
    long blocks = options.get(CacheOptions.READ_AHEAD_SIZE) / 2 / layout.blockSize();
    return (int) Math.min(blocks, options.get(CacheOptions.READ_AHEAD_REQUESTS));
  }

  /**
   * What streams are told about vectored reads.
   *
   * @param minimumSeek gaps below this are read and dropped
   * @param largestRead bytes of several ranges read as one
   */
  record StreamLimits(int minimumSeek, int largestRead) {}

  /** Opens a file; asks nobody for anything unless the file changed a moment ago. */
  public FSDataInputStream open(KnownFile file, OpenOptions how) throws IOException {
    if (!file.under().isFile()) {
      throw new FileNotFoundException(file.path() + " is a directory");
    }
    if (!file.isSettled(settleMillis) || isGrowing(file)) {
      try {
        return file.store().fileSystem().open(file.under().getPath(), how.bufferSize());
      } catch (IOException failed) {
        throw StoreErrors.of(failed, file.path(), file.under().getPath(), file.mount());
      }
    }
    CachedFile cached;
    try {
      cached =
          cache.open(
              new UnderFile(file, statuses, cache.buffers()),
              file.mount().reader(user),
              file.takeContent());
    } catch (UncheckedIOException refused) {
      throw refused.getCause();
    }
    CachingInputStream stream =
        new CachingInputStream(cached, file, how, cache.buffers(), limits, ahead, statistics);
    if (ahead.opened(file)) {
      stream.expectMisses(ahead.isReadThroughout(file));
    }
    return new FSDataInputStream(stream);
  }

  /** See {@link LoadableFiles#bring}. */
  public CachedFile.Brought bring(KnownFile file, int block, UnaryOperator<UnderStoreFile> fetching)
      throws IOException {
    return bringer.bring(file, block, fetching);
  }

  /**
   * Whether there may be more or less than the status says: this JVM is changing the file, or it
   * looks empty, which on HDFS it does until its first block is complete.
   */
  private static boolean isGrowing(KnownFile file) {
    return file.store().proof() == UnderStore.Proof.STATUS
        && (file.under().getLen() == 0 || OpenWrites.has(file.version().uri()));
  }
}

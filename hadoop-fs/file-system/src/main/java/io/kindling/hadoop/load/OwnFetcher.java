package io.kindling.hadoop.load;

import io.kindling.cache.client.CachedFile;
import io.kindling.cache.thread.DaemonThreads;
import io.kindling.hadoop.read.LoadableFiles;
import io.kindling.hadoop.status.KnownFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.PathIOException;

/** Fetches in this JVM, with the rights of its user. */
public final class OwnFetcher implements PieceFetcher {

  private final CacheFiles files;
  private final Bandwidth bandwidth;
  private final ExecutorService fetchers;
  private volatile boolean cancelled;

  /**
   * Without a fetch yet.
   *
   * @param files of the pieces that will come
   */
  public OwnFetcher(CacheFiles files, LoadSettings settings) {
    this.files = files;
    this.bandwidth = new Bandwidth(settings.bandwidth());
    this.fetchers =
        Executors.newFixedThreadPool(settings.fetchers(), DaemonThreads.numbered("kindling-load-"));
  }

  @Override
  public void fetch(List<LoadPiece> pieces) throws InterruptedException {
    List<Future<?>> fetches = new ArrayList<>();
    for (LoadPiece piece : pieces) {
      for (int block : piece.missing()) {
        fetches.add(fetchers.submit(() -> bring(piece, block)));
      }
    }
    for (Future<?> each : fetches) {
      try {
        each.get();
      } catch (ExecutionException fault) {
        throw new IllegalStateException("a block could not be fetched", fault.getCause());
      }
    }
  }

  private void bring(LoadPiece piece, int block) {
    if (cancelled || piece.isGivenUp()) {
      return;
    }
    KnownFile file = piece.file().known();
    try {
      if (!(files.of(file.path()) instanceof LoadableFiles loadable)) {
        throw new PathIOException(file.path().toString(), "is no file of the cache");
      }
      CachedFile.Brought brought =
          loadable.bring(file, block, under -> new PacedFile(under, bandwidth));
      if (brought == CachedFile.Brought.NOT_KEPT) {
        piece.refused();
      }
      long length = file.version().length();
      piece.file().progress().broughtHere(piece.file().layout().length(block, length));
    } catch (IOException | RuntimeException failed) {
      if (!cancelled) {
        piece.file().failed(String.valueOf(failed.getMessage()));
      }
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    bandwidth.end();
  }

  @Override
  public void close() {
    fetchers.shutdownNow();
  }
}

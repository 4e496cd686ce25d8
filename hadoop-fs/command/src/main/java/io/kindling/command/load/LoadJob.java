package io.kindling.command.load;

import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.thread.DaemonThreads;
import io.kindling.command.cluster.Holdings;
import io.kindling.command.cluster.Holdings.Piece;
import io.kindling.command.cluster.KnownFiles;
import io.kindling.hadoop.status.KnownFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Brings files to their owners: what these do not hold yet is fetched under the owners' leases, as
 * any reader does, by many threads of this process.
 *
 * <p>Files come in batches. Of each batch the owners are asked what they hold, what is missing is
 * fetched, and the owners are asked again: only what they say counts. A few batches are under way
 * at a time, so that no thread waits for the slowest file of one. When all is through, the owners
 * are asked once more for everything, because a full store may have let go of what came first.
 *
 * <p>One thread finds files and calls {@link #found}, then {@link #finish}; {@link #cancel} is for
 * any thread.
 */
public final class LoadJob implements KnownFiles.Sink {

  private static final int BATCH_PIECES = 256;
  private static final long BATCH_BYTES = 128L << 20;
  private static final int BATCHES = 4;
  private static final int OWNER_TRIES = 10;
  private static final long OWNER_PAUSE_MILLIS = 1_000;

  /** Pieces that are looked at once more at the end; with more, that is left to {@code check}. */
  private static final int MOST_REMEMBERED = 200_000;

  private final BlockCache cache;
  private final Holdings holdings;
  private final LoadSettings settings;
  private final LoadProgress progress;
  private final Bandwidth bandwidth;
  private final ObjectStores objects = new ObjectStores();
  private final ExecutorService fetchers;
  private final ExecutorService batches;
  private final Semaphore room = new Semaphore(2 * BATCHES);
  private final Queue<Future<?>> running = new ConcurrentLinkedQueue<>();
  private final List<LoadPiece> loaded = new ArrayList<>();
  private List<LoadPiece> batch = new ArrayList<>();
  private long batchBytes;
  private volatile boolean cancelled;
  private volatile boolean forgot;

  public LoadJob(
      BlockCache cache, Holdings holdings, LoadSettings settings, LoadProgress progress) {
    this.cache = cache;
    this.holdings = holdings;
    this.settings = settings;
    this.progress = progress;
    this.bandwidth = new Bandwidth(settings.bandwidth());
    this.fetchers =
        Executors.newFixedThreadPool(settings.fetchers(), DaemonThreads.numbered("kindling-load-"));
    this.batches =
        Executors.newFixedThreadPool(BATCHES, DaemonThreads.numbered("kindling-load-batch-"));
  }

  @Override
  public void found(KnownFile file) throws IOException {
    if (!file.isFile()) {
      return;
    }
    LoadFile load = new LoadFile(file, holdings.layout(), progress);
    if (!file.isSettled(settings.settleMillis())) {
      load.failed("it changed a moment ago, so that its status does not prove what is in it");
      return;
    }
    for (LoadPiece piece : load.pieces(BATCH_BYTES)) {
      batch.add(piece);
      batchBytes += piece.bytes();
      if (batch.size() >= BATCH_PIECES || batchBytes >= BATCH_BYTES) {
        startBatch();
      }
    }
  }

  @Override
  public void failed(String path, String reason) {
    progress.failed(path, reason);
  }

  @Override
  public boolean goesOn() {
    return !cancelled;
  }

  /** Ends the job, fetches in flight too. */
  public void cancel() {
    cancelled = true;
    bandwidth.end();
  }

  public boolean isCancelled() {
    return cancelled;
  }

  private void startBatch() throws InterruptedIOException {
    List<LoadPiece> full = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    if (full.isEmpty()) {
      return;
    }
    try {
      room.acquire();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files were loaded");
    }
    running.removeIf(Future::isDone);
    running.add(
        batches.submit(
            () -> {
              try {
                run(full);
              } finally {
                room.release();
              }
            }));
  }

  /**
   * Waits until all that was found is loaded, and asks the owners once more.
   *
   * @throws IOException when the owners cannot be asked
   */
  public void finish() throws IOException {
    progress.allFound();
    try {
      startBatch();
      for (Future<?> each : running) {
        each.get();
      }
      if (!cancelled) {
        lookAgain();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files were loaded");
    } catch (ExecutionException fault) {
      throw new IOException("a batch of files broke off: " + fault.getCause(), fault.getCause());
    } finally {
      batches.shutdownNow();
      fetchers.shutdownNow();
    }
  }

  /** Whether all that came was asked for again at the end. */
  public boolean isVerified() {
    return !cancelled && !forgot;
  }

  private void run(List<LoadPiece> pieces) {
    if (cancelled) {
      return;
    }
    try {
      List<LoadPiece> missing = notHeld(pieces, LoadPiece.Asked.BEFORE);
      for (int round = 0; round < settings.rounds() && !missing.isEmpty() && !cancelled; round++) {
        fetch(missing);
        missing = awaitHeld(missing);
      }
      if (!cancelled) {
        missing.forEach(LoadPiece::notKept);
      }
    } catch (IOException unanswered) {
      pieces.forEach(piece -> piece.file().failed("its owner: " + unanswered.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return;
    }
    remember(pieces);
  }

  private void remember(List<LoadPiece> pieces) {
    synchronized (loaded) {
      if (loaded.size() + pieces.size() > MOST_REMEMBERED) {
        forgot = true;
        loaded.clear();
      }
      if (!forgot) {
        loaded.addAll(pieces);
      }
    }
  }

  /** An owner that has just gone is another one as soon as the new table is here. */
  private List<BitSet> askOwners(List<Piece> pieces) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return holdings.of(pieces);
      } catch (IOException unanswered) {
        if (tries == OWNER_TRIES || cancelled) {
          throw unanswered;
        }
        try {
          Thread.sleep(OWNER_PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while the owners were asked");
        }
      }
    }
  }

  private List<LoadPiece> notHeld(List<LoadPiece> pieces, LoadPiece.Asked asked)
      throws IOException {
    List<BitSet> held = askOwners(pieces.stream().map(LoadPiece::piece).toList());
    List<LoadPiece> missing = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      if (!pieces.get(i).held(held.get(i), asked)) {
        missing.add(pieces.get(i));
      }
    }
    return missing;
  }

  /** Blocks go to their owners behind the fetch; to replicas behind their owners. */
  private List<LoadPiece> awaitHeld(List<LoadPiece> pieces)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + settings.patience().toNanos();
    long pause = 5;
    List<LoadPiece> missing = notHeld(pieces, LoadPiece.Asked.AFTER);
    while (!missing.isEmpty()
        && missing.stream().anyMatch(LoadPiece::mayCome)
        && System.nanoTime() - deadline < 0
        && !cancelled) {
      Thread.sleep(pause);
      pause = Math.min(200, pause * 2);
      missing = notHeld(missing, LoadPiece.Asked.AFTER);
    }
    return missing.stream().filter(piece -> !piece.isGivenUp()).toList();
  }

  private void fetch(List<LoadPiece> pieces) throws InterruptedException {
    List<Future<?>> fetches = new ArrayList<>();
    for (LoadPiece piece : pieces) {
      piece.begins();
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
    StoredFile stored = new StoredFile(file, objects.of(file.store()), bandwidth);
    String reader = file.mount().reader(settings.user());
    try (CachedFile cached = cache.open(stored, reader)) {
      if (cached.bring(holdings.layout().start(block)) == CachedFile.Brought.NOT_KEPT) {
        piece.refused();
      }
    } catch (IOException | RuntimeException failed) {
      if (!cancelled) {
        piece.file().failed(String.valueOf(failed.getMessage()));
      }
    }
  }

  private void lookAgain() throws IOException {
    for (int from = 0; from < loaded.size(); from += BATCH_PIECES) {
      List<LoadPiece> part = loaded.subList(from, Math.min(loaded.size(), from + BATCH_PIECES));
      for (LoadPiece piece : notHeld(part, LoadPiece.Asked.AT_THE_END)) {
        piece.left();
      }
    }
  }
}

package io.kindling.hadoop.load;

import io.kindling.cache.thread.DaemonThreads;
import io.kindling.hadoop.load.Holdings.Piece;
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
 * any reader does, by whoever the {@link PieceFetcher} finds for it.
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

  private static final int ASKED_PIECES = 256;
  private static final int LEAST_BATCHES = 4;
  private static final int MOST_BATCHES = 32;
  private static final int OWNER_TRIES = 10;
  private static final long OWNER_PAUSE_MILLIS = 1_000;

  /** Pieces that are looked at once more at the end; with more, that is left to {@code check}. */
  private static final int MOST_REMEMBERED = 200_000;

  private final PieceFetcher fetcher;
  private final Holdings holdings;
  private final LoadSettings settings;
  private final LoadProgress progress;
  private final ExecutorService batches;
  private final Semaphore room;
  private final Queue<Future<?>> running = new ConcurrentLinkedQueue<>();
  private final List<LoadPiece> loaded = new ArrayList<>();
  private List<LoadPiece> batch = new ArrayList<>();
  private long batchBytes;
  private volatile boolean cancelled;
  private volatile boolean forgot;

  /**
   * A job without files yet.
   *
   * @param nodes storage nodes there are, for all of which there has to be something to do
   */
  public LoadJob(
      PieceFetcher fetcher,
      Holdings holdings,
      int nodes,
      LoadSettings settings,
      LoadProgress progress) {
    this.fetcher = fetcher;
    this.holdings = holdings;
    this.settings = settings;
    this.progress = progress;
    // One at a time keeps to a bandwidth, which is divided among those who fetch a batch.
    int atOnce =
        settings.bandwidth() > 0
            ? 1
            : Math.max(LEAST_BATCHES, Math.min(MOST_BATCHES, 2 + 2 * nodes));
    this.room = new Semaphore(2 * atOnce);
    this.batches =
        Executors.newFixedThreadPool(atOnce, DaemonThreads.numbered("kindling-load-batch-"));
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
    for (LoadPiece piece : load.pieces(settings.batchBytes())) {
      batch.add(piece);
      batchBytes += piece.bytes();
      if (batch.size() >= settings.batchPieces() || batchBytes >= settings.batchBytes()) {
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
    fetcher.cancel();
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
      fetcher.close();
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
        missing.forEach(LoadPiece::begins);
        fetcher.fetch(missing);
        missing = awaitHeld(missing);
      }
      if (!cancelled) {
        missing.forEach(LoadPiece::notKept);
      }
    } catch (IOException unanswered) {
      if (!cancelled) {
        pieces.forEach(piece -> piece.file().failed("its owner: " + unanswered.getMessage()));
      }
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

  private void lookAgain() throws IOException {
    for (int from = 0; from < loaded.size(); from += ASKED_PIECES) {
      List<LoadPiece> part = loaded.subList(from, Math.min(loaded.size(), from + ASKED_PIECES));
      for (LoadPiece piece : notHeld(part, LoadPiece.Asked.AT_THE_END)) {
        piece.left();
      }
    }
  }
}

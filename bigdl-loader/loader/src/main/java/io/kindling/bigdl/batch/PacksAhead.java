package io.kindling.bigdl.batch;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the packs of the next window while batches are filled from one. So many threads are at work
 * at most, each on some packs that follow each other; what they opened stays open as long as {@link
 * OpenPacks} keeps it. Any thread.
 */
final class PacksAhead implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PacksAhead.class);

  private static final ExecutorService MAKERS =
      Executors.newCachedThreadPool(work -> FillThreads.daemon(work, "kindling-pack-maker"));

  private final OpenPacks packs;
  private final int threads;
  private final int most;
  private final Deque<Piece> waiting = new ArrayDeque<>();
  private final Set<Piece> unfinished = new HashSet<>();
  private final Map<Integer, CompletableFuture<Void>> windows = new HashMap<>();
  private @Nullable EpochOrder order;
  private int atWork;
  private boolean closed;

  /**
   * Makes packs by opening them.
   *
   * @param threads at work at a time
   * @param most packs beyond those needed that are begun, or one window, to keep threads at work
   */
  PacksAhead(OpenPacks packs, int threads, int most) {
    this.packs = packs;
    this.threads = threads;
    this.most = most;
  }

  /** Packs that follow each other, for one thread. */
  private record Piece(List<Integer> packs, CompletableFuture<Void> made) {}

  /**
   * Begins to make the packs of some windows, and of the next one behind them.
   *
   * @param first window that is needed
   * @param last window that is needed
   * @return done when the packs of these windows are there, or could not be made: who needs them
   *     finds out why. Cancelled when this is closed before
   */
  synchronized CompletableFuture<Void> reach(EpochOrder wanted, int first, int last) {
    if (closed) {
      return CompletableFuture.completedFuture(null);
    }
    if (wanted != order) {
      // What waits is left to be made: every order needs all packs.
      windows.clear();
      order = wanted;
    }
    List<CompletableFuture<Void>> needed = new ArrayList<>();
    for (int window = first; window <= last; window++) {
      needed.add(begun(wanted, window));
    }
    int beyond = 0;
    for (int next = last + 1; next < wanted.windows() && isWorthBeginning(next, last, beyond); ) {
      beyond += wanted.packs(next).length;
      var ignored = begun(wanted, next++);
    }
    return allOf(needed);
  }

  private boolean isWorthBeginning(int window, int needed, int beyond) {
    return window == needed + 1 || (unfinished.size() < threads && beyond < most);
  }

  private CompletableFuture<Void> begun(EpochOrder wanted, int window) {
    return windows.computeIfAbsent(window, begins -> begin(wanted.packs(begins)));
  }

  private CompletableFuture<Void> begin(int[] window) {
    // One long run would keep one thread at work while the others wait for it.
    int longest = Math.max(1, (window.length + threads - 1) / threads);
    List<CompletableFuture<Void>> made = new ArrayList<>();
    List<Integer> piece = new ArrayList<>();
    for (int i = 0; i < window.length; i++) {
      piece.add(window[i]);
      boolean goesOn = i + 1 < window.length && window[i + 1] == window[i] + 1;
      if (!goesOn || piece.size() == longest) {
        Piece begun = new Piece(List.copyOf(piece), new CompletableFuture<>());
        waiting.add(begun);
        unfinished.add(begun);
        made.add(begun.made());
        piece.clear();
      }
    }
    for (; atWork < threads && atWork < unfinished.size(); atWork++) {
      MAKERS.execute(this::work);
    }
    return allOf(made);
  }

  private static CompletableFuture<Void> allOf(List<CompletableFuture<Void>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
  }

  private void work() {
    try {
      for (Piece piece = next(); piece != null; piece = next()) {
        try {
          make(piece);
        } finally {
          finished(piece);
        }
      }
    } catch (Error broken) {
      ended();
      throw broken;
    }
  }

  private synchronized @Nullable Piece next() {
    Piece piece = waiting.poll();
    if (piece == null) {
      ended();
    }
    return piece;
  }

  private synchronized void ended() {
    atWork--;
  }

  private void make(Piece piece) {
    try (PackOpener.Run run = packs.run()) {
      for (int pack : piece.packs()) {
        if (isClosed()) {
          return;
        }
        var ignored = packs.acquire(pack, run::open);
        packs.release(pack);
      }
    } catch (IOException | RuntimeException failed) {
      // The batch that needs the pack opens it itself, and fails if that fails again.
      LOG.debug("packs {} could not be made ahead", piece.packs(), failed);
    }
  }

  private synchronized void finished(Piece piece) {
    unfinished.remove(piece);
    piece.made().complete(null);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Begins no pack any more. Those that are being made now are finished, and closed then. */
  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
    windows.clear();
    for (Piece piece : unfinished) {
      piece
          .made()
          .completeExceptionally(new CancellationException("the data set was let go of meanwhile"));
    }
    unfinished.clear();
  }
}

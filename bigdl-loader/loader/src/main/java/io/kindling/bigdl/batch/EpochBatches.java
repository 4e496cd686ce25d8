package io.kindling.bigdl.batch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The training batches of a partition by their position in an epoch, some filled ahead. Any thread.
 *
 * <p>A batch is decided by seed, epoch and position alone: who asks again for a position, as the
 * retry of a task does, gets the same pictures, cut alike. All batches are full. Where an epoch
 * ends within a batch, the batch is filled up from the beginning of the epoch's order, so that
 * every picture comes once and only those of the last batch's rest a second time. Positions beyond
 * the end of an epoch begin another order.
 */
public final class EpochBatches {

  private static final ExecutorService AHEAD =
      Executors.newCachedThreadPool(work -> FillThreads.daemon(work, "kindling-batch-ahead"));

  private final BatchAssembler assembler;
  private final int batchSize;
  private final int ahead;
  private final PackMixture mixture;
  private final @Nullable PacksAhead packsAhead;
  private final long seed;
  private final int perEpoch;
  private final Map<Long, Future<FilledBatch>> filling = new HashMap<>();
  private @Nullable Epoch current;
  private long orderedRound = -1;
  private @Nullable EpochOrder order;

  /**
   * Batches of an assembler.
   *
   * @param batchSize pictures of a batch
   * @param ahead batches that are filled before they are asked for
   * @param mixture of the pictures of packs
   * @throws IllegalArgumentException when there is no picture
   */
  public EpochBatches(
      BatchAssembler assembler, int batchSize, int ahead, PackMixture mixture, long seed) {
    if (assembler.pictures() == 0) {
      throw new IllegalArgumentException("a partition without pictures has no batches");
    }
    this.assembler = assembler;
    this.batchSize = batchSize;
    this.ahead = ahead;
    this.mixture = mixture;
    this.packsAhead = mixture.makesPacks() ? assembler.packsAhead(mixture.packsMixed()) : null;
    this.seed = seed;
    this.perEpoch = (assembler.pictures() + batchSize - 1) / batchSize;
  }

  /**
   * An epoch as somebody reads it.
   *
   * @param number decides the order
   * @param reader tells those apart who read the same epoch one after the other
   */
  public record Epoch(long number, long reader) {}

  /**
   * The batch at a position, from 0. Begins to fill those that come next.
   *
   * @return to be given back to {@link #giveBack} when it is read no more
   * @throws IOException when a picture cannot be had; the next call tries again
   */
  public FilledBatch take(Epoch epoch, long position) throws IOException {
    Future<FilledBatch> wanted;
    synchronized (this) {
      if (!epoch.equals(current)) {
        forget(filling.keySet().stream().toList());
        current = epoch;
        orderedRound = -1;
      }
      forget(filling.keySet().stream().filter(at -> at < position).toList());
      Future<FilledBatch> begun = filling.remove(position);
      wanted = begun == null ? begin(epoch, position) : begun;
      for (long next = position + 1; next <= position + ahead; next++) {
        if (!filling.containsKey(next)) {
          filling.put(next, begin(epoch, next));
        }
      }
    }
    return await(wanted);
  }

  /** Takes back a batch, whose arrays will be filled again. */
  public void giveBack(FilledBatch batch) {
    assembler.giveBack(batch);
  }

  /** Gives up what was filled ahead, and closes the packs. */
  public void close() {
    synchronized (this) {
      forget(filling.keySet().stream().toList());
      current = null;
    }
    if (packsAhead != null) {
      packsAhead.close();
    }
    assembler.close();
  }

  private Future<FilledBatch> begin(Epoch epoch, long position) {
    EpochOrder pictures = order(epoch, position / perEpoch);
    int first = Math.toIntExact(position % perEpoch * batchSize);
    int[] batch = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      batch[i] = pictures.picture((first + i) % pictures.size());
    }
    long draws = mixed(epoch.number(), ~(position / perEpoch));
    if (packsAhead == null) {
      return AHEAD.submit(() -> assembler.fill(batch, draws));
    }
    int last = Math.min(pictures.size(), first + batchSize) - 1;
    CompletableFuture<Void> packs =
        packsAhead.reach(pictures, pictures.window(first), pictures.window(last));
    return AHEAD.submit(
        () -> {
          packs.join();
          return assembler.fill(batch, draws);
        });
  }

  private EpochOrder order(Epoch epoch, long round) {
    EpochOrder known = order;
    if (known == null || round != orderedRound) {
      known = mixture.order(assembler.firstPictures(), mixed(epoch.number(), round));
      order = known;
      orderedRound = round;
    }
    return known;
  }

  private long mixed(long epoch, long round) {
    long hash = seed;
    for (long value : new long[] {epoch, round}) {
      hash = (hash ^ value) * 0xBF58476D1CE4E5B9L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  private void forget(List<Long> positions) {
    List<Future<FilledBatch>> unwanted = new ArrayList<>();
    positions.forEach(at -> unwanted.add(filling.remove(at)));
    if (!unwanted.isEmpty()) {
      var ignored =
          AHEAD.submit(
              () -> {
                for (Future<FilledBatch> batch : unwanted) {
                  assembler.giveBack(batch.get());
                }
                return null;
              });
    }
  }

  private static FilledBatch await(Future<FilledBatch> batch) throws IOException {
    try {
      return batch.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      InterruptedIOException ended = new InterruptedIOException("interrupted waiting for a batch");
      ended.initCause(interrupted);
      throw ended;
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      throw new IOException("a batch could not be filled: " + cause.getMessage(), cause);
    }
  }
}

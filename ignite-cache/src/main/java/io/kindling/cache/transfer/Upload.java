package io.kindling.cache.transfer;

import io.kindling.cache.buffer.LentBuffer;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.Arrival;
import io.kindling.cache.owner.BlockPiece;
import io.kindling.cache.owner.BlockReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A block on its way to an owner in another JVM: filled by the thread that fetches, and sent piece
 * by piece by another, as it fills or once it is complete. The one never waits for the other but
 * for room in {@link Uploads}.
 *
 * <p>Its monitor guards all that changes. The buffer goes back when neither thread needs it any
 * more.
 */
final class Upload implements BlockReceiver {

  /** Least bytes that are worth a message while more are coming, or a quarter of a small block. */
  private static final int PIECE = 256 << 10;

  /** How long fewer bytes than that may wait, in milliseconds. */
  private static final long LINGER = 20;

  private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

  private final PieceSender sender;
  private final Uploads uploads;
  private final Metrics metrics;
  private final Arrival arrival;
  private final BlockPiece whole;
  private final LentBuffer lent;
  private final ByteBuffer buffer;
  private final ByteBuffer toSend;
  private final int worthSending;
  private int written;
  private Filling filling = Filling.GOES_ON;
  private boolean sending;
  private boolean stopped;

  /**
   * An upload.
   *
   * @param whole the block as one piece, its checksum not known yet
   * @param lent as large as the block at least; given back to {@code uploads}
   */
  Upload(
      PieceSender sender,
      Uploads uploads,
      Metrics metrics,
      Arrival arrival,
      BlockPiece whole,
      LentBuffer lent) {
    this.sender = sender;
    this.uploads = uploads;
    this.metrics = metrics;
    this.arrival = arrival;
    this.whole = whole;
    this.lent = lent;
    this.buffer = lent.bytes().limit(whole.length());
    this.toSend = buffer.duplicate();
    this.worthSending = Math.min(PIECE, whole.length() / 4);
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    buffer.put(source, offset, count);
    synchronized (this) {
      if (filling != Filling.GOES_ON) {
        throw new IllegalStateException("block " + whole.block() + " is complete or closed");
      }
      written += count;
      notifyAll();
    }
    if (arrival == Arrival.SHOWN_AS_IT_COMES && written >= worthSending) {
      startSending();
    }
  }

  @Override
  public void complete() {
    synchronized (this) {
      if (filling != Filling.GOES_ON || written < whole.length()) {
        throw new IllegalStateException("block " + whole.block() + " has " + written + " bytes");
      }
      filling = Filling.COMPLETE;
      notifyAll();
      if (stopped) {
        uploads.giveBack(lent);
      }
    }
    startSending();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (filling != Filling.GOES_ON) {
        return;
      }
      filling = Filling.GIVEN_UP;
      notifyAll();
      if (sending && !stopped) {
        return;
      }
    }
    uploads.giveBack(lent);
  }

  private void startSending() {
    synchronized (this) {
      if (sending) {
        return;
      }
      sending = true;
    }
    try {
      uploads.execute(this::send);
    } catch (RejectedExecutionException closing) {
      metrics.increment(Metric.UPLOAD_FAILURES);
      stopSending();
    }
  }

  private void send() {
    try {
      int sent = 0;
      while (sent < whole.length()) {
        int ready = awaitMore(sent);
        if (ready == sent) {
          return;
        }
        String refusal = sender.send(piece(sent, ready), toSend.limit(ready).position(sent));
        if (refusal != null) {
          metrics.increment(Metric.UPLOAD_FAILURES);
          LOG.debug("block {} was not taken: {}", whole.block(), refusal);
          return;
        }
        sent = ready;
      }
    } catch (IOException | RuntimeException failed) {
      metrics.increment(Metric.UPLOAD_FAILURES);
      LOG.debug("block {} could not be handed over", whole.block(), failed);
      sender.giveUp();
    } catch (InterruptedException closing) {
      metrics.increment(Metric.UPLOAD_FAILURES);
    } finally {
      stopSending();
    }
  }

  private BlockPiece piece(int from, int to) {
    CRC32C checksum = new CRC32C();
    checksum.update(toSend.limit(to).position(from));
    return new BlockPiece(
        whole.token(), whole.block(), whole.length(), from, to - from, (int) checksum.getValue());
  }

  /** How far can be sent; as far as it was when the block was given up. */
  private synchronized int awaitMore(int sent) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER);
    while (filling == Filling.GOES_ON && written - sent < worthSending) {
      if (written > sent && System.nanoTime() - deadline >= 0) {
        break;
      }
      wait(LINGER);
    }
    return filling == Filling.GIVEN_UP ? sent : written;
  }

  /** Whoever needs the buffer last gives it back. */
  private void stopSending() {
    synchronized (this) {
      stopped = true;
      if (filling == Filling.GOES_ON) {
        return;
      }
    }
    uploads.giveBack(lent);
  }

  /** Hands pieces of this block to its owner. */
  interface PieceSender {
    /**
     * Sends one.
     *
     * @return null when the owner took it, else why it did not
     */
    @Nullable String send(BlockPiece piece, ByteBuffer bytes) throws IOException;

    /** Tells the owner, if it can be told, that nothing more comes. */
    void giveUp();
  }

  private enum Filling {
    GOES_ON,
    COMPLETE,
    GIVEN_UP
  }
}

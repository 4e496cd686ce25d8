package io.kindling.cache.client;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.owner.Arrival;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.BlockReceiver;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.store.StoreFullException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to the under store whose bytes go to the reader's buffer as they arrive and, under a
 * lease, to the owner as well. For one use, by one thread that fetches and one that awaits it.
 */
final class Fetch implements UnderStoreFile.ByteSink {

  private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);

  /** Bytes after the wanted ones that take longer to come than another thread to start. */
  private static final int WORTH_A_THREAD = 8 << 10;

  private final ReadPlanner planner;
  private final UnderStoreFile file;
  private final FileVersion version;
  private final BlockOrigin origin;
  private final Metric bytesCounter;
  private final ByteBuffer target;
  private final int targetStart;
  private final long wantedStart;
  private final long wantedEnd;
  private final FetchWatch watch;

  private final List<BlockReceiver> complete = new ArrayList<>();
  private @Nullable Lease lease;
  private @Nullable BlockOwner owner;
  private @Nullable Reader reader;
  private @Nullable BlockReceiver current;
  private int block;
  private int blockLeft;
  private int handedOver;
  private long at;
  private long lastProgress;

  // Guarded by this: what the caller and the thread that fetches share.
  private long copied;
  private boolean detached;
  private boolean ended;
  private @Nullable Throwable failure;

  /**
   * A fetch.
   *
   * @param target takes the bytes of the wanted range at its position
   * @param position where the wanted range starts in the file
   * @param wanted bytes of the wanted range
   */
  Fetch(
      ReadPlanner planner,
      UnderStoreFile file,
      ByteBuffer target,
      long position,
      int wanted,
      FetchWatch watch) {
    this(planner, file, Metric.FETCHED_BYTES, target, position, wanted, watch);
  }

  /** Takes the bytes of a file that was written here; nobody waits for any of them. */
  static Fetch ofWritten(ReadPlanner planner, UnderStoreFile file, long position) {
    return new Fetch(
        planner, file, Metric.WRITTEN_BYTES, ByteBuffer.allocate(0), position, 0, FetchWatch.NONE);
  }

  private Fetch(
      ReadPlanner planner,
      UnderStoreFile file,
      Metric bytesCounter,
      ByteBuffer target,
      long position,
      int wanted,
      FetchWatch watch) {
    this.planner = planner;
    this.watch = watch;
    this.bytesCounter = bytesCounter;
    this.file = file;
    this.version = file.version();
    this.origin = BlockOrigin.of(version);
    this.target = target;
    this.targetStart = target.position();
    this.wantedStart = position;
    this.wantedEnd = position + wanted;
    this.copied = position;
  }

  /** Fetches the wanted range for this reader only. */
  void alone() throws IOException {
    at = wantedStart;
    run(wantedEnd);
    if (version.strength() == Strength.WEAK) {
      file.checkUnchanged();
    }
    delivered(wantedEnd);
  }

  /**
   * Fetches the leased blocks.
   *
   * @return bytes of the wanted range that were delivered: those up to the end of the lease
   */
  int under(Lease granted, BlockOwner grantor, Reader holder) throws IOException {
    leased(granted, grantor, holder);
    return delivered(Math.min(wantedEnd, at));
  }

  /** Whether so much comes after the wanted bytes that the caller should not wait for it. */
  boolean isWorthAThread(Lease granted) {
    return version.strength() == Strength.STRONG && end(granted) - wantedEnd >= WORTH_A_THREAD;
  }

  /** As {@link #under}, for another thread than the caller's, which {@link #await}s it. */
  void underBehindCaller(Lease granted, BlockOwner grantor, Reader holder) {
    Throwable cause = null;
    try {
      leased(granted, grantor, holder);
    } catch (IOException | RuntimeException | Error failed) {
      cause = failed;
    }
    boolean unseen;
    synchronized (this) {
      ended = true;
      failure = cause;
      unseen = cause != null && (detached || copied >= Math.min(wantedEnd, end(granted)));
      notifyAll();
    }
    if (unseen) {
      planner.counters().increment(Metric.BACKGROUND_FAILURES);
      LOG.debug("fetch of {} failed after its caller had been answered", version.uri(), cause);
    }
  }

  /**
   * Waits until the wanted bytes up to the end of the lease are in the target.
   *
   * @return how many those are
   * @throws IOException why the fetch failed before it had them
   */
  int await(Lease granted) throws IOException {
    long until = Math.min(wantedEnd, end(granted));
    synchronized (this) {
      while (copied < until && !ended) {
        try {
          wait();
        } catch (InterruptedException interrupted) {
          // The target is the caller's again; what was leased goes on to the owner.
          detached = true;
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while " + version.uri() + " was fetched");
        }
      }
      if (copied < until) {
        if (failure instanceof IOException cause) {
          throw cause;
        }
        throw new IOException("the fetch of " + version.uri() + " broke off", failure);
      }
    }
    return delivered(until);
  }

  private long end(Lease granted) {
    return Math.min(
        planner.layout().start(granted.first())
            + (long) granted.count() * planner.layout().blockSize(),
        version.length());
  }

  /** Blocks of the lease that were handed to their owner. */
  int handedOver() {
    return handedOver;
  }

  private void leased(Lease granted, BlockOwner grantor, Reader holder) throws IOException {
    lease = granted;
    owner = grantor;
    reader = holder;
    block = granted.first() - 1;
    at = planner.layout().start(granted.first());
    lastProgress = System.nanoTime();
    try {
      run(end(granted));
      if (version.strength() == Strength.WEAK) {
        file.checkUnchanged();
      }
      for (BlockReceiver receiver : complete) {
        handOver(receiver);
      }
    } finally {
      if (handedOver < granted.count()) {
        grantor.abandon(granted);
      }
      if (current != null) {
        current.close();
      }
      for (BlockReceiver receiver : complete) {
        receiver.close();
      }
    }
  }

  private void run(long end) throws IOException {
    long start = at;
    if (bytesCounter == Metric.FETCHED_BYTES) {
      planner.counters().increment(Metric.FETCHES);
    }
    file.fetch(start, end - start, this);
    if (at != end) {
      throw new EOFException(
          "%s gave %d bytes at %d where %d were asked for"
              .formatted(version.uri(), at - start, start, end - start));
    }
  }

  private int delivered(long end) {
    int count = (int) (end - wantedStart);
    target.position(targetStart + count);
    return count;
  }

  @Override
  public void accept(byte[] bytes, int offset, int count) throws IOException {
    planner.counters().add(bytesCounter, count);
    if (copyWanted(bytes, offset, count) && version.strength() == Strength.STRONG) {
      watch.arrived(Math.min(at + count, wantedEnd));
    }
    if (lease != null) {
      store(bytes, offset, count);
      tellProgress();
    }
    at += count;
  }

  private synchronized boolean copyWanted(byte[] bytes, int offset, int count) {
    long from = Math.max(at, wantedStart);
    long to = Math.min(at + count, wantedEnd);
    boolean some = from < to && !detached;
    if (some) {
      target.put(
          targetStart + (int) (from - wantedStart),
          bytes,
          offset + (int) (from - at),
          (int) (to - from));
      copied = to;
      notifyAll();
    }
    return some;
  }

  private void store(byte[] bytes, int offset, int count) throws IOException {
    int from = offset;
    int left = count;
    while (left > 0) {
      if (blockLeft == 0) {
        nextBlock();
      }
      int part = Math.min(left, blockLeft);
      if (current != null) {
        current.write(bytes, from, part);
      }
      from += part;
      left -= part;
      blockLeft -= part;
      if (blockLeft == 0) {
        blockFilled();
      }
    }
  }

  private void nextBlock() throws IOException {
    block++;
    blockLeft = planner.layout().length(block, version.length());
    if (lease == null || owner == null || reader == null || block >= lease.end()) {
      throw new IOException(version.uri() + " gave more bytes than were asked for");
    }
    if (!watch.goesOn() && !isShown(block)) {
      throw new FetchCancelledException(version.uri());
    }
    try {
      current = owner.receive(lease, block, blockLeft, origin, arrival(), reader);
    } catch (StoreFullException full) {
      current = null;
    }
  }

  /** Whether somebody has had bytes of the block, so that it has to go to its owner. */
  private synchronized boolean isShown(int number) {
    return copied > planner.layout().start(number);
  }

  private Arrival arrival() {
    return version.strength() == Strength.STRONG
        ? Arrival.SHOWN_AS_IT_COMES
        : Arrival.SHOWN_WHEN_COMPLETE;
  }

  private void blockFilled() throws IOException {
    BlockReceiver filled = current;
    current = null;
    if (filled == null) {
      return;
    }
    if (version.strength() == Strength.STRONG) {
      try (filled) {
        handOver(filled);
      }
    } else {
      complete.add(filled);
    }
  }

  private void handOver(BlockReceiver filled) throws IOException {
    filled.complete();
    handedOver++;
  }

  private void tellProgress() {
    long now = System.nanoTime();
    if (owner != null && lease != null && now - lastProgress > planner.progressNanos()) {
      lastProgress = now;
      owner.progress(lease);
    }
  }
}

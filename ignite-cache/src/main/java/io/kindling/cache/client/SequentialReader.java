package io.kindling.cache.client;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.buffer.LentBuffer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Reads that move through a file, for one thread. What this JVM holds is copied from its store.
 * Once something had to be fetched, and the reads follow each other, the file is read ahead of them
 * in pieces, each by one request, several at once; every piece is fetched under a lease like any
 * other read, so the blocks go to their owners and are fetched once.
 *
 * <p>The window doubles with each piece that the reader has passed, and with each that it has to
 * wait for, up to {@link ReadPlanner#readAheadSize}: who never waits needs no larger one. A read
 * elsewhere closes it. When {@link ReadPlanner#buffers} is used up the window halves. What the
 * owner in another JVM holds already is not read ahead for long: a memory that is one socket away
 * gains nothing by it.
 */
public final class SequentialReader implements Closeable {

  /** Bytes read one after the other that show that a reader who did not say goes on so. */
  private static final long ENOUGH = 256 << 10;

  private final PlannedFile file;
  private final ReadPlanner planner;
  private final BlockLayout layout;
  private final AccessPattern pattern;
  private final long end;
  private final Deque<AheadPiece> pieces = new ArrayDeque<>(0);

  /** Where the last read ended; a file is expected to be read from its start. */
  private long expected;

  /** Bytes before that which were read one after the other. */
  private long run;

  /** Bytes to have ahead of the reader; 0 while nothing is read ahead. */
  private long window;

  /** Where the next piece starts. */
  private long next;

  /** Something was fetched or is expected to be missing, and not much came from a peer since. */
  private boolean cold;

  /** The reader is expected to go through the whole file though it did not say so. */
  private boolean throughout;

  /** The piece that the reader had to wait for last. */
  private @Nullable AheadPiece awaited;

  private long fromPeerSince;

  SequentialReader(PlannedFile file, ReadPlanner planner, AccessPattern pattern, long end) {
    this.file = file;
    this.planner = planner;
    this.layout = planner.layout();
    this.pattern = pattern;
    this.end = end;
  }

  /** As {@link CachedFile#read(long, byte[], int, int)}. */
  public int read(long position, byte[] target, int offset, int count) throws IOException {
    int wanted = file.wanted(position, count);
    if (wanted <= 0) {
      return wanted;
    }
    int held = file.readHeld(position, target, offset, wanted);
    if (held < wanted) {
      fill(position, held, ByteBuffer.wrap(target, offset + held, wanted - held));
    } else if (cold || window > 0) {
      goOn(position, position + wanted);
    }
    moved(position, wanted);
    return wanted;
  }

  /** As {@link CachedFile#read(long, ByteBuffer)}. */
  public int read(long position, ByteBuffer target) throws IOException {
    int wanted = file.wanted(position, target.remaining());
    if (wanted > 0) {
      int limit = target.limit();
      try {
        fill(position, 0, target.limit(target.position() + wanted));
      } finally {
        target.limit(limit);
      }
      moved(position, wanted);
    }
    return wanted;
  }

  /**
   * What is not held is expected to have to be fetched: reading ahead need not wait for a miss.
   *
   * @param throughout who reads has read such files from start to end: reading ahead need not wait
   *     to see that either
   */
  public void expectMisses(boolean throughout) {
    this.cold = true;
    this.throughout = throughout;
  }

  /** Whether all of the file has been read, from its start to its end. */
  public boolean hasReadThroughout() {
    return run == file.version().length();
  }

  /**
   * Whether the file has been read from its start, and its last bytes are on their way because they
   * were not in the cache.
   */
  public boolean isEnding() {
    return window > 0 && cold && next >= file.version().length() && run == expected;
  }

  /** Whether reads at this position come from this JVM's own store, as far as it is known. */
  public boolean isHeld(long position) {
    return file.holds(position, 1);
  }

  private void moved(long position, int count) {
    run = count + (position == expected ? run : 0);
    expected = position + count;
  }

  /** Fills the target with what follows the first {@code held} bytes of the read. */
  private void fill(long position, int held, ByteBuffer target) throws IOException {
    long at = position + held;
    while (target.hasRemaining()) {
      PlannedFile.Part part = ahead(at, target);
      if (part == null) {
        if (window > 0 && cold) {
          extend(at + target.remaining());
        }
        part = file.readOnce(at, target, target.remaining(), FetchWatch.NONE);
      }
      file.sources().add(part.source(), part.count());
      note(part);
      at += part.count();
      goOn(position, at);
    }
  }

  private void note(PlannedFile.Part part) {
    if (part.source() == ReadSource.UNDER_STORE) {
      cold = true;
      fromPeerSince = 0;
    } else if (part.source() == ReadSource.PEER) {
      fromPeerSince += part.count();
      cold = cold && fromPeerSince < 2L * layout.blockSize();
    }
  }

  /** Takes from the piece with the byte, after letting go of those before it. */
  private PlannedFile.@Nullable Part ahead(long at, ByteBuffer target) throws IOException {
    pass(at);
    AheadPiece piece = pieces.peekFirst();
    if (piece == null || at < piece.start()) {
      return null;
    }
    if (cold && piece != awaited && !piece.has(at)) {
      awaited = piece;
      widen();
      extend(at);
    }
    PlannedFile.Part part = piece.take(at, target);
    if (part == null) {
      pieces.removeFirst().close();
    }
    return part;
  }

  /** Lets go of the pieces before {@code at}, or of all when it is elsewhere. */
  private void pass(long at) {
    AheadPiece first = pieces.peekFirst();
    if (first != null && (at < first.start() - layout.blockSize() || at > next)) {
      stop();
      return;
    }
    while (first != null && first.end() <= at) {
      pieces.removeFirst().passed();
      widen();
      first = pieces.peekFirst();
    }
  }

  private void widen() {
    window = Math.min(planner.readAheadSize(), window * 2);
  }

  /**
   * Reads ahead of {@code at}, if that is worth it.
   *
   * @param position where the read that has come to {@code at} began
   */
  private void goOn(long position, long at) {
    pass(at);
    if (!cold) {
      return;
    }
    if (pieces.isEmpty() && position != expected) {
      window = 0;
    }
    if (window == 0) {
      if (planner.readAheadSize() == 0 || !isSequential(position, at)) {
        return;
      }
      window = Math.min(planner.readAheadSize(), initial());
      next = 0;
    }
    extend(at);
  }

  private boolean isSequential(long position, long at) {
    return switch (pattern) {
      case SEQUENTIAL -> true;
      case RANDOM -> false;
      case ADAPTIVE -> position == expected && (throughout || run + at - position >= ENOUGH);
    };
  }

  private long initial() {
    if (throughout) {
      return planner.readAheadSize();
    }
    return pattern == AccessPattern.SEQUENTIAL
        ? planner.readAheadSize() / 2
        : 2L * layout.blockSize();
  }

  /** Starts pieces until the window after {@code at} is full. */
  private void extend(long at) {
    // The block of the last byte that was read is on its way as a whole.
    next = Math.max(next, at == 0 ? 0 : layout.start(layout.blockAt(at - 1) + 1));
    long until = Math.min(end, at + window);
    int running = running();
    while (next < until && running < planner.readAheadRequests()) {
      if (file.holds(next, 1)) {
        next = layout.start(layout.blockAt(next) + 1);
        continue;
      }
      int length = (int) Math.min(pieceSize(), end - next);
      LentBuffer buffer = planner.buffers().tryTake(length);
      if (buffer == null) {
        window = Math.max(window / 2, layout.blockSize());
        return;
      }
      AheadPiece piece = new AheadPiece(file, planner.counters(), buffer, next, length);
      file.enter();
      if (!BackgroundFetches.start(piece)) {
        file.leaveInBackground();
        buffer.close();
        return;
      }
      pieces.addLast(piece);
      next += length;
      running++;
    }
  }

  private int running() {
    int running = 0;
    for (AheadPiece piece : pieces) {
      running += piece.isEnded() ? 0 : 1;
    }
    return running;
  }

  /**
   * Whole blocks, so many that the window needs no more requests than may be in flight; before the
   * end so few that what is left keeps half of them busy.
   */
  private long pieceSize() {
    long share = Math.min(window, 2 * (end - next)) / Math.max(1, planner.readAheadRequests());
    long blocks = Math.min(share, planner.fetchSize()) / layout.blockSize();
    return Math.max(1, blocks) * layout.blockSize();
  }

  private void stop() {
    for (Iterator<AheadPiece> all = pieces.iterator(); all.hasNext(); all.remove()) {
      all.next().close();
    }
    awaited = null;
    throughout = false;
    window = 0;
  }

  /** Gives up what was read ahead; reading may go on. */
  @Override
  public void close() {
    stop();
    expected = -1;
  }
}

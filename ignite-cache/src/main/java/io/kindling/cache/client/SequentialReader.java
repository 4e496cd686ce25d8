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
 * <p>The window doubles with each piece that the reader comes to, up to {@link
 * ReadPlanner#readAheadSize}. A read elsewhere closes it. When {@link ReadPlanner#buffers} is used
 * up the window halves. What the owner in another JVM holds already is not read ahead for long: a
 * memory that is one socket away gains nothing by it.
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

  /** Where the last read ended, and the bytes and reads before that which followed each other. */
  private long expected = -1;

  private long run;
  private int reads;

  /** Bytes to have ahead of the reader; 0 while nothing is read ahead. */
  private long window;

  /** Where the next piece starts. */
  private long next;

  /** Something was fetched, and not much came from a peer since. */
  private boolean cold;

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
    int held = wanted <= 0 ? wanted : file.readHeld(position, target, offset, wanted);
    if (held < wanted) {
      fill(position, held, ByteBuffer.wrap(target, offset + held, wanted - held));
    } else if (window > 0) {
      goOn(position + wanted);
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

  /** Whether reads at this position come from this JVM's own store, as far as it is known. */
  public boolean isHeld(long position) {
    return file.holds(position, 1);
  }

  private void moved(long position, int count) {
    if (position == expected) {
      run += count;
      reads++;
    } else {
      run = count;
      reads = 1;
    }
    expected = position + count;
  }

  /** Fills the target with what follows the first {@code held} bytes of the read. */
  private void fill(long position, int held, ByteBuffer target) throws IOException {
    long at = position + held;
    boolean follows = position == expected;
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
      if (part.source() != ReadSource.MEMORY && part.source() != ReadSource.DISK) {
        plan(at, follows);
      } else if (window > 0) {
        goOn(at);
      }
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
    PlannedFile.Part part = piece.take(at, target);
    if (part == null) {
      pieces.removeFirst().close();
    }
    return part;
  }

  /** The reader has come to {@code at} by what this JVM holds, maybe thanks to the read-ahead. */
  private void goOn(long at) {
    pass(at);
    if (window > 0 && cold) {
      extend(at);
    }
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
      window = Math.min(planner.readAheadSize(), window * 2);
      first = pieces.peekFirst();
    }
  }

  /** Decides whether to read ahead of {@code at}, and does. */
  private void plan(long at, boolean follows) {
    if (!cold || pattern == AccessPattern.RANDOM || planner.readAheadSize() == 0) {
      return;
    }
    boolean sequential =
        pattern == AccessPattern.SEQUENTIAL || (follows && reads > 0 && run >= ENOUGH);
    if (window == 0) {
      if (!sequential) {
        return;
      }
      window = Math.min(planner.readAheadSize(), initial());
      next = 0;
    }
    extend(at);
  }

  private long initial() {
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

  /** Whole blocks, so many that the window needs no more requests than may be in flight. */
  private long pieceSize() {
    long share = window / Math.max(1, planner.readAheadRequests());
    long blocks = Math.min(share, planner.fetchSize()) / layout.blockSize();
    return Math.max(1, blocks) * layout.blockSize();
  }

  private void stop() {
    for (Iterator<AheadPiece> all = pieces.iterator(); all.hasNext(); all.remove()) {
      all.next().close();
    }
    window = 0;
  }

  /** Gives up what was read ahead; reading may go on. */
  @Override
  public void close() {
    stop();
    expected = -1;
  }
}

package io.kindling.cache.client;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.BlockReceiver;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.store.StoreFullException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to the under store whose bytes go to the reader's buffer as they arrive and, under a
 * lease, to the owner as well. For one thread and one use.
 */
final class Fetch implements UnderStoreFile.ByteSink {

  private final ReadPlanner planner;
  private final UnderStoreFile file;
  private final FileVersion version;
  private final BlockOrigin origin;
  private final ByteBuffer target;
  private final int targetStart;
  private final long wantedStart;
  private final long wantedEnd;

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

  /**
   * A fetch.
   *
   * @param target takes the bytes of the wanted range at its position
   * @param position where the wanted range starts in the file
   * @param wanted bytes of the wanted range
   */
  Fetch(ReadPlanner planner, UnderStoreFile file, ByteBuffer target, long position, int wanted) {
    this.planner = planner;
    this.file = file;
    this.version = file.version();
    this.origin = BlockOrigin.of(version);
    this.target = target;
    this.targetStart = target.position();
    this.wantedStart = position;
    this.wantedEnd = position + wanted;
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
    BlockLayout layout = planner.layout();
    lease = granted;
    owner = grantor;
    reader = holder;
    block = granted.first() - 1;
    at = layout.start(granted.first());
    lastProgress = System.nanoTime();
    try {
      run(
          Math.min(
              layout.start(granted.first()) + (long) granted.count() * layout.blockSize(),
              version.length()));
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
    return delivered(Math.min(wantedEnd, at));
  }

  private void run(long end) throws IOException {
    long start = at;
    planner.counters().increment(Metric.FETCHES);
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
    planner.counters().add(Metric.UNDER_STORE_BYTES, count);
    return count;
  }

  @Override
  public void accept(byte[] bytes, int offset, int count) throws IOException {
    planner.counters().add(Metric.FETCHED_BYTES, count);
    copyWanted(bytes, offset, count);
    if (lease != null) {
      store(bytes, offset, count);
      tellProgress();
    }
    at += count;
  }

  private void copyWanted(byte[] bytes, int offset, int count) {
    long from = Math.max(at, wantedStart);
    long to = Math.min(at + count, wantedEnd);
    if (from < to) {
      target.put(
          targetStart + (int) (from - wantedStart),
          bytes,
          offset + (int) (from - at),
          (int) (to - from));
    }
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
    try {
      current = owner.receive(lease, block, blockLeft, origin, reader);
    } catch (StoreFullException full) {
      current = null;
    }
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

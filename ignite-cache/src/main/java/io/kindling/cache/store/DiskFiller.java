package io.kindling.cache.store;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts blocks into a {@link DiskDirectory}, and keeps its journal true and its files within the
 * room that there is. A disk without room is no error here: what cannot be written now is written
 * later.
 *
 * <p>For one thread: one order of writes in one file system is what makes the journal true after a
 * kill.
 */
final class DiskFiller {

  private static final Logger LOG = LoggerFactory.getLogger(DiskFiller.class);

  /** How often the room on the disk is looked at. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final DirectoryLock lock;
  private final DiskRoom room;
  private final PagedBlocks blocks;
  private final DiskSegments segments;
  private final DiskBytes bytes;
  private final DiskJournal journal;
  private final Metrics metrics;
  private long lookedAt = System.nanoTime();

  DiskFiller(
      DirectoryLock lock,
      DiskRoom room,
      PagedBlocks blocks,
      DiskSegments segments,
      DiskBytes bytes,
      DiskJournal journal,
      Metrics metrics) {
    this.lock = lock;
    this.room = room;
    this.blocks = blocks;
    this.segments = segments;
    this.bytes = bytes;
    this.journal = journal;
    this.metrics = metrics;
  }

  /** Takes over what the journal says is there, without reading it. */
  void adopt() throws IOException {
    long start = System.nanoTime();
    int available = segments.allocated();
    int adopted = 0;
    Collection<PagedBlock> left = journal.read();
    for (PagedBlock block : left) {
      if (isSound(block, available) && blocks.adopt(block)) {
        adopted++;
      } else {
        journal.leaves(block.id);
      }
    }
    if (!journal.isBegun()) {
      unlessFull(() -> journal.rewrite(blocks.inOrder()));
    }
    blocks.limit(Math.max(room.allowed(available), available));
    if (!left.isEmpty()) {
      LOG.info(
          "{} holds {} of {} blocks of an earlier process; their journal took {} ms",
          lock.directory(),
          adopted,
          left.size(),
          (System.nanoTime() - start) / 1_000_000);
    }
  }

  private boolean isSound(PagedBlock block, int available) {
    int[] runs = block.runs();
    int count = 0;
    for (int i = 0; i < runs.length; i += 2) {
      if (runs[i] < 0 || segments.segmentOf(runs[i]) >= available) {
        return false;
      }
      count += runs[i + 1];
    }
    return block.length > 0 && count == PageAllocator.pagesFor(block.length);
  }

  /**
   * Writes a block that is held in memory.
   *
   * @param source segments that hold it there
   * @return false when there is no room for it
   * @throws IOException when the disk fails
   */
  boolean write(PagedBlock above, Segments source) throws IOException {
    if (blocks.contains(above.id)) {
      return true;
    }
    if (room.isRefused()) {
      return false; // else each try would evict a block and put nothing in its place
    }
    int[] runs = blocks.take(above.tag(), PageAllocator.pagesFor(above.length));
    if (runs == null) {
      return false;
    }
    PagedBlock block = new PagedBlock(above.id, above.length, runs, above.tag());
    block.checksum = above.checksum;
    block.storedAt = above.storedAt;
    block.verified = true;
    boolean written = false;
    try {
      written =
          unlessFull(
              () -> {
                journal.noteLeaving();
                bytes.copy(above, source, block);
                journal.came(block);
              });
    } finally {
      if (!written) {
        blocks.release(block);
      }
    }
    PagedBlock held = written ? blocks.add(block) : null;
    if (held == null) {
      if (written) {
        blocks.release(block);
      }
      return false;
    }
    blocks.release(held);
    metrics.increment(Metric.BLOCKS_DEMOTED);
    if (above.dropped) {
      boolean ignored = blocks.remove(above.id);
    }
    return true;
  }

  /** Keeps the journal short and up to date, and the files within the room that there is. */
  void tidy() throws IOException {
    boolean look = System.nanoTime() - lookedAt > LOOK_NANOS;
    if (room.isRefused() && !look) {
      return;
    }
    if (look) {
      lookedAt = System.nanoTime();
    }
    boolean done =
        unlessFull(
            () -> {
              if (look) {
                resize();
                lock.keep();
                lock.touch();
              }
              if (!journal.isBegun() || journal.isWasteful(blocks.size())) {
                journal.rewrite(blocks.inOrder());
              }
              journal.noteLeaving();
            });
    if (done) {
      room.accepts();
    }
  }

  private void resize() throws IOException {
    int allowed = room.allowed(segments.allocated());
    blocks.limit(allowed);
    int before = segments.allocated();
    while (segments.allocated() > allowed && blocks.isUnused(segments.allocated() - 1)) {
      segments.deleteLast();
    }
    if (segments.allocated() < before) {
      LOG.info(
          "{} gives {} of its {} segment files back: the disk has no more room for them",
          lock.directory(),
          before - segments.allocated(),
          before);
    }
  }

  /**
   * Does something on the disk.
   *
   * @return false when there was no room for it
   * @throws IOException when the disk fails
   */
  private boolean unlessFull(DiskAct act) throws IOException {
    try {
      act.run();
      return true;
    } catch (IOException broken) {
      if (room.isFull(broken)) {
        room.refuses(broken.toString());
        return false;
      }
      throw broken;
    }
  }

  /** Leaves all to the next process, in the order in which it would leave. */
  void finish() throws IOException {
    if (!unlessFull(() -> journal.rewrite(blocks.inOrder())) && !unlessFull(journal::noteLeaving)) {
      LOG.warn(
          "{} keeps an older journal: blocks that were dropped may come back", lock.directory());
    }
    lock.touch();
  }

  @FunctionalInterface
  private interface DiskAct {
    void run() throws IOException;
  }
}

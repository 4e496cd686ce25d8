package io.kindling.cache.store;

import static io.kindling.cache.store.PageAllocator.PAGE_SIZE;

import io.kindling.cache.thread.DaemonThreads;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory behind the pages: direct buffers that are allocated, and thereby touched, one after
 * the other when their first page is dealt out. To touch memory for the first time takes long, so a
 * store that has outgrown its first segment gets each further one while the one before it fills.
 *
 * <p>Java has no public way to free a direct buffer: its memory returns when the garbage collector
 * finds the last reference gone, which {@link #drop} helps with.
 *
 * <p>Allocating locks this object, so that it makes nobody wait who only reads or writes. Buffers
 * are read without a lock by those whom the store handed pages of them.
 */
final class Segments implements Backing {

  private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

  private final int pages;
  private final int pagesPerSegment;
  private final SegmentMemory memory;
  private final @Nullable ByteBuffer[] buffers;

  /** Written after the buffers it counts, so that who reads it may read them. */
  private volatile int allocated;

  private int limit;

  /** The last segment that was asked for before it was needed. */
  private final AtomicInteger ahead = new AtomicInteger();

  Segments(int pages, int pagesPerSegment, SegmentMemory memory) {
    this.memory = memory;
    this.pages = pages;
    this.pagesPerSegment = pagesPerSegment;
    this.buffers = new ByteBuffer[(pages - 1) / pagesPerSegment + 1];
    this.limit = buffers.length;
  }

  /**
   * Allocates all segments up to {@code segment}.
   *
   * @return how many segments can be had: when not more than {@code segment}, memory has run out,
   *     and it will not be tried again
   */
  @Override
  public int ensure(int segment) {
    int available = segment < allocated ? allocated : allocate(segment);
    if (segment > 0) {
      prepare(segment + 1);
    }
    return available;
  }

  private void prepare(int segment) {
    int before = ahead.get();
    if (segment > before && segment < buffers.length && ahead.compareAndSet(before, segment)) {
      DaemonThreads.named("kindling-memory").newThread(() -> allocate(segment)).start();
    }
  }

  /** Begins to allocate all segments, one after the other, so that who needs one waits for one. */
  void prepareAll() {
    DaemonThreads.named("kindling-memory").newThread(this::allocateAll).start();
  }

  private void allocateAll() {
    int available = buffers.length;
    for (int segment = 0; segment < available; segment++) {
      available = allocate(segment);
    }
    if (available < buffers.length) {
      LOG.warn(
          "only {} of {} segments can be had of {}. {}",
          available,
          buffers.length,
          memory.name(),
          memory.wayOut());
    }
  }

  private synchronized int allocate(int segment) {
    for (int next = allocated; next <= segment && next < limit; next++) {
      int count = Math.min(pagesPerSegment, pages - next * pagesPerSegment);
      ByteBuffer buffer = memory.allocate(count * PAGE_SIZE);
      if (buffer == null) {
        limit = next;
      } else {
        buffers[next] = buffer;
        allocated = next + 1;
      }
    }
    return limit;
  }

  /** Lets go of all memory. Only when nobody holds a page and none will be dealt out. */
  synchronized void drop() {
    limit = 0;
    allocated = 0;
    Arrays.fill(buffers, null);
  }

  @Override
  public int segmentOf(int page) {
    return page / pagesPerSegment;
  }

  /**
   * The buffer that holds a byte. It is shared: only its absolute methods may be used.
   *
   * @param address number of the byte, counted from the first of page 0
   */
  ByteBuffer buffer(long address) {
    ByteBuffer buffer = buffers[(int) (address / PAGE_SIZE) / pagesPerSegment];
    if (buffer == null) {
      throw new IllegalStateException("no memory at address " + address);
    }
    return buffer;
  }

  /** The index of a byte in its {@link #buffer}. */
  int index(long address) {
    return (int) (address % ((long) pagesPerSegment * PAGE_SIZE));
  }
}

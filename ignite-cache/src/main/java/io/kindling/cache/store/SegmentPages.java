package io.kindling.cache.store;

import java.util.BitSet;

/**
 * Which pages of one segment are taken, with a next-fit search for runs of free ones. Guarded by
 * its {@link PageAllocator}.
 */
final class SegmentPages {

  private final BitSet taken;
  private final int pages;
  private int free;
  private int cursor;

  /** No free run is longer; exact after a search that failed. */
  private int longestRun;

  SegmentPages(int pages) {
    this.pages = pages;
    this.taken = new BitSet(); // grows with use: most segments of a large disk are never taken
    this.free = pages;
    this.longestRun = pages;
  }

  int pages() {
    return pages;
  }

  int free() {
    return free;
  }

  int longestRun() {
    return longestRun;
  }

  /** Takes a run of {@code count} free pages and returns its first page, or -1. */
  int take(int count) {
    if (count > longestRun) {
      return -1;
    }
    int first = find(count, cursor, pages);
    if (first < 0) {
      first = find(count, 0, pages);
    }
    if (first < 0) {
      longestRun = measureLongestRun();
      return -1;
    }
    taken.set(first, first + count);
    free -= count;
    longestRun = Math.min(longestRun, free);
    cursor = first + count;
    return first;
  }

  /** Takes this run; false when a page of it is taken already. */
  boolean claim(int first, int count) {
    int next = taken.nextSetBit(first);
    if (next >= 0 && next < first + count) {
      return false;
    }
    taken.set(first, first + count);
    free -= count;
    longestRun = Math.min(longestRun, free);
    return true;
  }

  /** Gives a run back. */
  void release(int first, int count) {
    requireTaken(first, count);
    taken.clear(first, first + count);
    if (free == 0) {
      cursor = first; // the only place where the next search can succeed
    }
    free += count;
    longestRun = free;
  }

  /** Fails unless every page of the run is taken. */
  void requireTaken(int first, int count) {
    // Page by page: a search for the next free one would run far beyond the end of the run.
    for (int page = first; page < first + count; page++) {
      if (!taken.get(page)) {
        throw new IllegalStateException(
            "page %d of the held run %d+%d is free".formatted(page, first, count));
      }
    }
  }

  /** Fails unless the counts agree with the bits. */
  void checkInvariants() {
    if (free != pages - taken.cardinality()) {
      throw new IllegalStateException(
          "counted " + free + " free pages, found " + (pages - taken.cardinality()));
    }
    if (measureLongestRun() > longestRun) {
      throw new IllegalStateException(
          "a run of " + measureLongestRun() + " pages is hidden by the bound " + longestRun);
    }
  }

  private int find(int count, int from, int to) {
    int start = taken.nextClearBit(from);
    while (start + count <= to) {
      int end = runEnd(start);
      if (end - start >= count) {
        return start;
      }
      start = taken.nextClearBit(end);
    }
    return -1;
  }

  private int measureLongestRun() {
    int longest = 0;
    int start = taken.nextClearBit(0);
    while (start < pages) {
      int end = runEnd(start);
      longest = Math.max(longest, end - start);
      start = taken.nextClearBit(end);
    }
    return longest;
  }

  private int runEnd(int start) {
    int end = taken.nextSetBit(start);
    return end < 0 ? pages : Math.min(end, pages);
  }
}

package io.kindling.cache.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Deals out the pages of all segments by number. Knows no memory: page {@code p} is page {@code p %
 * pagesPerSegment} of segment {@code p / pagesPerSegment}.
 *
 * <p>Pages come in runs that lie within one segment. One run is preferred, found next-fit among the
 * segments in use; then the next segment is opened; when all are open, the longest free runs are
 * put together, so that every free page can be used. A bound on the longest free run of each
 * segment keeps a search from scanning segments that cannot serve it.
 *
 * <p>Safe for all threads. Its monitor is the last in the lock order: nothing is called under it.
 */
final class PageAllocator {

  /** Bytes of a page. */
  static final int PAGE_SIZE = 4096;

  private final int pagesPerSegment;
  private final SegmentPages[] segments;
  private int opened;
  private int usable;
  private int current;
  private int total;
  private int free;
  private int used;

  /** An allocator of {@code total} pages, the last segment being shorter where it must. */
  PageAllocator(int total, int pagesPerSegment) {
    if (total < 1 || pagesPerSegment < 1) {
      throw new IllegalArgumentException(
          "no pages: " + total + " in segments of " + pagesPerSegment);
    }
    this.total = total;
    this.free = total;
    this.pagesPerSegment = pagesPerSegment;
    this.segments = new SegmentPages[(total - 1) / pagesPerSegment + 1];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = new SegmentPages(Math.min(pagesPerSegment, total - i * pagesPerSegment));
    }
    this.usable = segments.length;
  }

  /** Pages that hold {@code bytes}. */
  static int pagesFor(int bytes) {
    return (bytes - 1) / PAGE_SIZE + 1;
  }

  /**
   * Takes {@code count} pages.
   *
   * @return first page and length of each run, in turn, in the order of the block's bytes; null
   *     when fewer pages are free
   */
  synchronized int @Nullable [] take(int count) {
    if (count > free) {
      return null;
    }
    int[] runs = new int[2];
    int filled = 0;
    int left = count;
    while (left > 0) {
      if (filled == runs.length) {
        runs = Arrays.copyOf(runs, runs.length * 2);
      }
      int length = Math.min(left, pagesPerSegment);
      int first = takeRun(length);
      while (first < 0 && opened < usable) {
        current = opened++;
        first = takeRun(length);
      }
      while (first < 0) {
        // Each failed search made the bounds of the segments exact, so this ends.
        length = Math.min(length, longestRun());
        first = takeRun(length);
      }
      runs[filled++] = first;
      runs[filled++] = length;
      left -= length;
    }
    free -= count;
    used += count;
    return filled == runs.length ? runs : Arrays.copyOf(runs, filled);
  }

  /**
   * Takes exactly these runs, as an earlier process did.
   *
   * @return false when one of them is not free or lies outside; nothing is taken then
   */
  synchronized boolean claim(int[] runs) {
    for (int i = 0; i < runs.length; i += 2) {
      int segment = runs[i] / pagesPerSegment;
      int first = runs[i] % pagesPerSegment;
      boolean inside =
          runs[i] >= 0
              && runs[i + 1] > 0
              && segment < usable
              && first + runs[i + 1] <= segments[segment].pages();
      if (!inside || !segments[segment].claim(first, runs[i + 1])) {
        for (int j = 0; j < i; j += 2) {
          release(new int[] {runs[j], runs[j + 1]});
        }
        return false;
      }
      opened = Math.max(opened, segment + 1);
      free -= runs[i + 1];
      used += runs[i + 1];
    }
    return true;
  }

  /** Gives all pages of an earlier {@link #take} back. */
  synchronized void release(int[] runs) {
    for (int i = 0; i < runs.length; i += 2) {
      int segment = runs[i] / pagesPerSegment;
      segments[segment].release(runs[i] % pagesPerSegment, runs[i + 1]);
      used -= runs[i + 1];
      if (segment < usable) {
        free += runs[i + 1];
      }
    }
  }

  /**
   * Deals out pages of the first {@code count} segments only, until another limit is set. Pages of
   * others that are taken now count as used until they are given back. False when nothing changes.
   */
  synchronized boolean limit(int count) {
    int next = Math.min(count, segments.length);
    if (next == usable) {
      return false;
    }
    usable = next;
    opened = Math.min(opened, usable);
    current = 0;
    total = 0;
    free = 0;
    for (int i = 0; i < usable; i++) {
      total += segments[i].pages();
      free += segments[i].free();
    }
    return true;
  }

  /** Whether no page of a segment is taken. */
  synchronized boolean isUnused(int segment) {
    return segments[segment].free() == segments[segment].pages();
  }

  /** Segments whose pages are dealt out. */
  synchronized int usable() {
    return usable;
  }

  /** Pages that may be taken at most. */
  synchronized int total() {
    return total;
  }

  /** Pages that may be taken now. */
  synchronized int free() {
    return free;
  }

  /** Pages taken now. */
  synchronized int used() {
    return used;
  }

  /** Fails unless every page of the runs is taken. */
  synchronized void requireTaken(int[] runs) {
    for (int i = 0; i < runs.length; i += 2) {
      segments[runs[i] / pagesPerSegment].requireTaken(runs[i] % pagesPerSegment, runs[i + 1]);
    }
  }

  /** Fails unless the counts agree with the bits. */
  synchronized void checkInvariants() {
    int foundTaken = 0;
    int foundFree = 0;
    for (int i = 0; i < segments.length; i++) {
      segments[i].checkInvariants();
      foundTaken += segments[i].pages() - segments[i].free();
      foundFree += i < usable ? segments[i].free() : 0;
    }
    if (foundTaken != used || foundFree != free) {
      throw new IllegalStateException(
          "counted %d used and %d free pages, found %d and %d"
              .formatted(used, free, foundTaken, foundFree));
    }
  }

  private int takeRun(int length) {
    for (int i = 0; i < opened; i++) {
      int segment = current + i < opened ? current + i : current + i - opened;
      int first = segments[segment].take(length);
      if (first >= 0) {
        current = segment;
        return segment * pagesPerSegment + first;
      }
    }
    return -1;
  }

  private int longestRun() {
    int longest = 0;
    for (int i = 0; i < opened; i++) {
      longest = Math.max(longest, segments[i].longestRun());
    }
    return longest;
  }
}

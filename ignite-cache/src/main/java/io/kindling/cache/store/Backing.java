package io.kindling.cache.store;

/** What the pages of a {@link PageAllocator} lie in: segments that come into being one by one. */
interface Backing {

  /** The segment that holds a page. */
  int segmentOf(int page);

  /**
   * Makes all segments up to {@code segment}.
   *
   * @return how many can be had; not more than {@code segment} when there is no room for it
   */
  int ensure(int segment);

  /** The last segment that these runs, first page and length in turn, reach. */
  default int highest(int[] runs) {
    int highest = 0;
    for (int i = 0; i < runs.length; i += 2) {
      highest = Math.max(highest, segmentOf(runs[i]));
    }
    return highest;
  }
}

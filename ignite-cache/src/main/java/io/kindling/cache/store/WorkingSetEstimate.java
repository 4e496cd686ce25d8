package io.kindling.cache.store;

import java.util.List;

/**
 * How often reads would find their blocks in caches of other sizes.
 *
 * @param reads reads that it is made of
 * @param points one for each size, the smallest first
 */
public record WorkingSetEstimate(long reads, List<Point> points) {

  /**
   * One size.
   *
   * @param factor of the present size
   * @param bytes the size
   * @param hitRatio share of reads that found their block, from 0 to 1, with LRU
   */
  public record Point(double factor, long bytes, double hitRatio) {}
}

package io.kindling.bigdl.dataset;

import java.io.Serializable;

/**
 * What loading found in the splits of a partition.
 *
 * <p>No record, because it holds arrays.
 */
final class Loaded implements Serializable {

  private static final long serialVersionUID = 1;

  private final int[][] pictures;
  private final LoadCounts counts;

  Loaded(int[][] pictures, LoadCounts counts) {
    this.pictures = pictures;
    this.counts = counts;
  }

  /** Pictures to be trained of each pack of a split. */
  int[] pictures(int split) {
    return pictures[split];
  }

  LoadCounts counts() {
    return counts;
  }
}

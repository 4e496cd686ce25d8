package io.kindling.bigdl.batch;

import java.io.IOException;

/** Opens the packs of a partition, which are numbered from 0. Any thread. */
@FunctionalInterface
public interface PackOpener {

  /**
   * Opens a pack.
   *
   * @throws IOException when it cannot be had, nor made
   */
  OpenPack open(int pack) throws IOException;
}

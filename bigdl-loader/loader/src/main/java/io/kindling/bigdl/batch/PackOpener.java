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

  /**
   * Begins to open some packs one after the other, which is cheaper where they follow each other.
   */
  default Run run() {
    return new Run() {
      @Override
      public OpenPack open(int pack) throws IOException {
        return PackOpener.this.open(pack);
      }

      @Override
      public void close() {}
    };
  }

  /** Opens packs for one thread. */
  interface Run extends AutoCloseable {

    /** See {@link PackOpener#open}. */
    OpenPack open(int pack) throws IOException;

    /** Ends reads that are under way; packs that were opened stay open. */
    @Override
    void close();
  }
}

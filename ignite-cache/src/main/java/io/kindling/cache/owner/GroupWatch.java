package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;

/**
 * Is told by an owner what comes to it and what is read from it. Called by the threads that do so;
 * must be quick and throw nothing.
 */
public interface GroupWatch {

  /** Nobody watches. */
  GroupWatch NONE =
      new GroupWatch() {
        @Override
        public void came(BlockId block) {}

        @Override
        public int served(BlockId first, long bytes) {
          return 1;
        }

        @Override
        public void readHere(BlockId block, long bytes) {}
      };

  /** A block was published that this owner is to keep for the cluster. */
  void came(BlockId block);

  /**
   * Another JVM gets bytes of blocks of one group.
   *
   * @param first the first of the blocks
   * @return how many nodes hold the group as well as is known, this one included; the best ranked
   */
  int served(BlockId first, long bytes);

  /** This JVM has read bytes of a block from its own store. */
  void readHere(BlockId block, long bytes);
}

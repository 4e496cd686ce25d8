package io.kindling.cache.store;

/** What is below the memory tier: told of every block that comes, asked before one goes. */
interface LowerTier {

  /** Nothing is below. */
  LowerTier NONE =
      new LowerTier() {
        @Override
        public void published(PagedBlock block) {}

        @Override
        public boolean mayLeave(PagedBlock block) {
          return true;
        }
      };

  /** A block was published in memory. The caller holds it until this returns. Must be quick. */
  void published(PagedBlock block);

  /**
   * Whether a block may be dropped from memory now. When not, the tier has taken a hold on it to
   * write it first. Called under the memory tier's membership lock; must be quick.
   */
  boolean mayLeave(PagedBlock block);
}

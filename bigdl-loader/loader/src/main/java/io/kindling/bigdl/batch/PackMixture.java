package io.kindling.bigdl.batch;

/** Which packs' pictures are mixed with each other in an epoch. An immutable value. */
public final class PackMixture {

  private final int packsMixed;
  private final int[] runs;

  private PackMixture(int packsMixed, int[] runs) {
    this.packsMixed = packsMixed;
    this.runs = runs;
  }

  /**
   * For packs that are there.
   *
   * @param packs whose pictures are mixed at a time
   */
  public static PackMixture of(int packs) {
    return new PackMixture(packs, new int[0]);
  }

  /**
   * For packs that nobody may have yet: few are mixed at first, then more and more, and the next
   * ones are made while batches are filled.
   *
   * @param most packs whose pictures are mixed at a time
   * @param runs number of the first pack of each run, ascending from 0; packs of a run are cheaper
   *     to make one after the other
   */
  public static PackMixture growing(int most, int[] runs) {
    return new PackMixture(most, runs.clone());
  }

  /** Whether packs are made ahead of the batches. */
  boolean makesPacks() {
    return runs.length > 0;
  }

  int packsMixed() {
    return packsMixed;
  }

  EpochOrder order(int[] firstPictures, long seed) {
    return makesPacks()
        ? EpochOrder.growing(firstPictures, runs, packsMixed, seed)
        : EpochOrder.mixed(firstPictures, packsMixed, seed);
  }
}

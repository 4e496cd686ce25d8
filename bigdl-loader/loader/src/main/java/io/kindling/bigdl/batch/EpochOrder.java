package io.kindling.bigdl.batch;

import java.util.SplittableRandom;

/**
 * The order in which the pictures of a partition are trained in one epoch: each once. Packs come in
 * a random order, and the pictures of so many packs at a time are mixed, so that not more than
 * these need to be open. The same seed gives the same order on every machine.
 */
final class EpochOrder {

  private EpochOrder() {}

  /**
   * Numbers of pictures, which count through the packs.
   *
   * @param firstPictures number of the first picture of each pack, and behind the last one
   * @param packsMixed how many packs are mixed at a time
   */
  static int[] of(int[] firstPictures, int packsMixed, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int packs = firstPictures.length - 1;
    int[] shuffled = new int[packs];
    for (int pack = 0; pack < packs; pack++) {
      shuffled[pack] = pack;
    }
    shuffle(shuffled, 0, packs, random);
    int[] order = new int[firstPictures[packs]];
    int filled = 0;
    for (int first = 0; first < packs; first += packsMixed) {
      int begin = filled;
      for (int i = first; i < Math.min(packs, first + packsMixed); i++) {
        for (int p = firstPictures[shuffled[i]]; p < firstPictures[shuffled[i] + 1]; p++) {
          order[filled++] = p;
        }
      }
      shuffle(order, begin, filled, random);
    }
    return order;
  }

  private static void shuffle(int[] numbers, int from, int to, SplittableRandom random) {
    for (int i = to - 1; i > from; i--) {
      int other = from + random.nextInt(i - from + 1);
      int number = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = number;
    }
  }
}

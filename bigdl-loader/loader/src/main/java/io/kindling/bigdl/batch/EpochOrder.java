package io.kindling.bigdl.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The order in which the pictures of a partition are trained in one epoch: each once. Packs come in
 * a random order, and the pictures of so many packs at a time, a window, are mixed, so that not
 * more than these need to be open. The same seed gives the same order on every machine.
 */
final class EpochOrder {

  private final int[] pictures;
  private final int[] packs;

  /** Where each window begins among the packs and among the pictures, and behind the last one. */
  private final int[] windowPacks;

  private final int[] windowPictures;

  private EpochOrder(int[] firstPictures, int[] packs, int[] windowPacks, SplittableRandom random) {
    this.packs = packs;
    this.windowPacks = windowPacks;
    this.windowPictures = new int[windowPacks.length];
    this.pictures = new int[firstPictures[packs.length]];
    int filled = 0;
    for (int window = 0; window + 1 < windowPacks.length; window++) {
      int begin = filled;
      for (int i = windowPacks[window]; i < windowPacks[window + 1]; i++) {
        for (int p = firstPictures[packs[i]]; p < firstPictures[packs[i] + 1]; p++) {
          pictures[filled++] = p;
        }
      }
      shuffle(pictures, begin, filled, random);
      windowPictures[window + 1] = filled;
    }
  }

  /**
   * For packs that are there.
   *
   * @param firstPictures number of the first picture of each pack, and behind the last one
   * @param packsMixed packs of a window
   */
  static EpochOrder mixed(int[] firstPictures, int packsMixed, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] packs = numbers(firstPictures.length - 1);
    shuffle(packs, 0, packs.length, random);
    return new EpochOrder(
        firstPictures, packs, windows(packs.length, packsMixed, packsMixed), random);
  }

  /**
   * For packs that are made on the way: the first window has one pack, each further one twice as
   * many, so that the first pictures come soon. Packs of a run follow each other.
   *
   * @param firstPictures number of the first picture of each pack, and behind the last one
   * @param runs number of the first pack of each run
   * @param packsMixed most packs of a window
   */
  static EpochOrder growing(int[] firstPictures, int[] runs, int packsMixed, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] packs = new int[firstPictures.length - 1];
    int[] shuffled = numbers(runs.length);
    shuffle(shuffled, 0, shuffled.length, random);
    int filled = 0;
    for (int run : shuffled) {
      int end = run + 1 < runs.length ? runs[run + 1] : packs.length;
      for (int pack = runs[run]; pack < end; pack++) {
        packs[filled++] = pack;
      }
    }
    return new EpochOrder(firstPictures, packs, windows(packs.length, 1, packsMixed), random);
  }

  private static int[] windows(int packs, int first, int most) {
    List<Integer> begins = new ArrayList<>();
    int size = first;
    for (int begin = 0; begin < packs; begin += size, size = (int) Math.min(most, 2L * size)) {
      begins.add(begin);
    }
    begins.add(packs);
    return begins.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] numbers(int count) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, number -> number);
    return numbers;
  }

  private static void shuffle(int[] numbers, int from, int to, SplittableRandom random) {
    for (int i = to - 1; i > from; i--) {
      int other = from + random.nextInt(i - from + 1);
      int number = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = number;
    }
  }

  /** Pictures of the epoch. */
  int size() {
    return pictures.length;
  }

  /** The number of the picture at a position, which counts through the packs. */
  int picture(int position) {
    return pictures[position];
  }

  /** Windows, of which some may have no picture. */
  int windows() {
    return windowPacks.length - 1;
  }

  /** The window that the picture at a position belongs to. */
  int window(int position) {
    int found = Arrays.binarySearch(windowPictures, position);
    if (found < 0) {
      return -found - 2;
    }
    int window = found;
    while (windowPictures[window + 1] == position) {
      window++;
    }
    return window;
  }

  /** The packs of a window, in the order in which they are best made. */
  int[] packs(int window) {
    return Arrays.copyOfRange(packs, windowPacks[window], windowPacks[window + 1]);
  }
}

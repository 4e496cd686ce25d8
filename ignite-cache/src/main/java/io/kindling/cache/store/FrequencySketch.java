package io.kindling.cache.store;

/**
 * How often blocks were asked for of late, also those that are not held: a count-min sketch of
 * four-bit counters in four rows, all of which are halved when ten times as many uses were counted
 * as it is wide. This is the sketch of TinyLFU (Einziger, Friedman and Manes, "TinyLFU: A Highly
 * Efficient Cache Admission Policy", ACM Transactions on Storage 13(4), 2017).
 */
final class FrequencySketch {

  private static final int ROWS = 4;
  private static final int MOST = 15;
  private static final int SMALLEST = 64;
  private static final long HALVES = 0x7777777777777777L;
  private static final long ODD = 0x1111111111111111L;
  private static final long[] SEEDS = {
    0xc3a5c85c97cb3127L, 0xb492b66fbe98f273L, 0x9ae16a3b2f90404fL, 0xcbf29ce484222325L
  };

  /** Sixteen counters in each. */
  private long[] table = new long[SMALLEST];

  private int counted;

  /** Widens the sketch for so many blocks; what was counted stays. */
  void widen(int blocks) {
    while (table.length < blocks) {
      long[] wider = new long[2 * table.length];
      System.arraycopy(table, 0, wider, 0, table.length);
      System.arraycopy(table, 0, wider, table.length, table.length);
      table = wider;
    }
  }

  /** Counts a use. */
  void count(int hash) {
    boolean changed = false;
    for (int row = 0; row < ROWS; row++) {
      long spread = spread(hash, row);
      int place = (int) spread & (table.length - 1);
      int shift = shift(spread, row);
      if ((table[place] >>> shift & MOST) < MOST) {
        table[place] += 1L << shift;
        changed = true;
      }
    }
    if (changed && ++counted >= 10 * table.length) {
      age();
    }
  }

  /** Uses counted, at most 15; rarely too many, never too few. */
  int frequency(int hash) {
    int least = MOST;
    for (int row = 0; row < ROWS; row++) {
      long spread = spread(hash, row);
      int place = (int) spread & (table.length - 1);
      least = Math.min(least, (int) (table[place] >>> shift(spread, row)) & MOST);
    }
    return least;
  }

  private void age() {
    long lost = 0;
    for (int i = 0; i < table.length; i++) {
      lost += Long.bitCount(table[i] & ODD);
      table[i] = table[i] >>> 1 & HALVES;
    }
    counted = (int) ((counted - lost / ROWS) / 2);
  }

  private static long spread(int hash, int row) {
    long mixed = (hash + SEEDS[row]) * SEEDS[row];
    return mixed ^ mixed >>> 32;
  }

  /** Each row has four of the sixteen counters of a word for itself. */
  private static int shift(long spread, int row) {
    return 4 * (4 * row + (int) (spread >>> 62));
  }
}

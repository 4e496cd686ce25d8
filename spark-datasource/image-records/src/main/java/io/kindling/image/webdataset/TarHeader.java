package io.kindling.image.webdataset;

/**
 * Tells headers of a tar from what its members hold: a header has the sum of its own bytes in it,
 * as octal digits in one place, which bytes of a picture have by chance once in 2^40 and more.
 */
final class TarHeader {
  /** Headers, and what they belong to, begin at multiples of this. */
  static final int BLOCK = 512;

  private static final int SUM = 148;
  private static final int SUM_LENGTH = 8;
  private static final int LEAST_DIGITS = 4;

  private TarHeader() {}

  /** The first byte from a place on at which a header can be. */
  static long alignedUp(long place) {
    return (place + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** Whether a block is a header. */
  static boolean is(byte[] block) {
    long told = toldSum(block);
    if (told < 0) {
      return false;
    }
    // The sum counts its own place as blanks; old programs added signed bytes.
    long unsigned = SUM_LENGTH * ' ';
    long signed = unsigned;
    for (int i = 0; i < BLOCK; i++) {
      if (i < SUM || i >= SUM + SUM_LENGTH) {
        unsigned += block[i] & 0xFF;
        signed += block[i];
      }
    }
    return told == unsigned || told == signed;
  }

  /** Octal digits between blanks or zeros; -1 when it is something else. */
  private static long toldSum(byte[] block) {
    int at = SUM;
    int end = SUM + SUM_LENGTH;
    while (at < end && block[at] == ' ') {
      at++;
    }
    long sum = 0;
    int digits = 0;
    while (at < end && block[at] >= '0' && block[at] <= '7') {
      sum = sum * 8 + (block[at] - '0');
      digits++;
      at++;
    }
    while (at < end && (block[at] == ' ' || block[at] == 0)) {
      at++;
    }
    return at == end && digits >= LEAST_DIGITS ? sum : -1;
  }
}

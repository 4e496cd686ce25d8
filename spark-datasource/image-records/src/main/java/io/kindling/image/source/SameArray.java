package io.kindling.image.source;

import java.util.function.IntFunction;

/**
 * Gives the same array again while the same length is asked for. The pixels of a picture are used
 * up before the next one is decoded, pictures of a set are often of one size, and arrays of half a
 * megabyte cost the heap more than filling them does. For one thread.
 */
final class SameArray implements IntFunction<byte[]> {
  private byte[] last = {};

  @Override
  public byte[] apply(int length) {
    if (last.length != length) {
      last = new byte[length];
    }
    return last;
  }
}

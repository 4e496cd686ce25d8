package io.kindling.bigdl.batch;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Packs of generated pictures in memory, which count how they are opened and closed. */
final class MemoryPacks implements PackOpener {

  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  private final List<byte[]> pictures;
  private final int[] firstPictures;

  /**
   * Random pictures, labelled by their number from 1.
   *
   * @param perPack pictures of each pack
   */
  MemoryPacks(int width, int height, int... perPack) {
    firstPictures = new int[perPack.length + 1];
    for (int pack = 0; pack < perPack.length; pack++) {
      firstPictures[pack + 1] = firstPictures[pack] + perPack[pack];
    }
    Random random = new Random(7);
    pictures =
        java.util.stream.IntStream.range(0, firstPictures[perPack.length])
            .mapToObj(
                number -> {
                  byte[] pixels = new byte[3 * width * height];
                  random.nextBytes(pixels);
                  return pixels;
                })
            .toList();
  }

  int[] firstPictures() {
    return firstPictures;
  }

  byte[] picture(int number) {
    return pictures.get(number);
  }

  @Override
  public OpenPack open(int pack) {
    opened.incrementAndGet();
    open.incrementAndGet();
    return new OpenPack() {
      @Override
      public float label(int picture) {
        return 1 + firstPictures[pack] + picture;
      }

      @Override
      public ByteBuffer bgr(int picture) {
        return ByteBuffer.wrap(pictures.get(firstPictures[pack] + picture));
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }
}

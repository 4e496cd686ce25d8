package io.kindling.cache.store;

import io.kindling.cache.metrics.Metrics;
import java.util.Arrays;

/**
 * Fills a store that is larger than the direct memory of its JVM, and prints what came of it.
 * Arguments: capacity and segment size in bytes, number of blocks of 1 MiB.
 */
final class ScarceDirectMemory {

  private static final int BLOCK = 1 << 20;

  private ScarceDirectMemory() {}

  public static void main(String[] arguments) {
    long capacity = Long.parseLong(arguments[0]);
    int segmentSize = Integer.parseInt(arguments[1]);
    int blocks = Integer.parseInt(arguments[2]);
    try (SegmentStore store = SegmentStore.open(capacity, segmentSize, new Metrics())) {
      for (int i = 0; i < blocks; i++) {
        StoresUnderTest.put(store, StoresUnderTest.id(i), StoresUnderTest.bytes(i, BLOCK));
      }
      store.checkInvariants();
      int held = 0;
      for (int i = 0; i < blocks; i++) {
        if (store.contains(StoresUnderTest.id(i))) {
          held++;
          byte[] content = StoresUnderTest.read(store, StoresUnderTest.id(i));
          if (!Arrays.equals(content, StoresUnderTest.bytes(i, BLOCK))) {
            throw new IllegalStateException("block " + i + " has other bytes");
          }
        }
      }
      System.out.println("capacity " + store.capacity() + " held " + held);
    } catch (StoreFullException full) {
      System.out.println("refused: " + full.getMessage());
    }
  }
}

package io.kindling.cache.store;

import io.kindling.cache.metrics.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fills stores one after the other in a JVM with little direct memory, and prints what came of
 * each. Arguments: capacity and segment size in bytes, number of blocks of 1 MiB, number of stores.
 */
final class ScarceDirectMemory {

  private static final int BLOCK = 1 << 20;

  private ScarceDirectMemory() {}

  public static void main(String[] arguments) {
    long capacity = Long.parseLong(arguments[0]);
    int segmentSize = Integer.parseInt(arguments[1]);
    int blocks = Integer.parseInt(arguments[2]);
    List<SegmentStore> closed = new ArrayList<>();
    for (int i = Integer.parseInt(arguments[3]); i > 0; i--) {
      SegmentStore store = SegmentStore.open(capacity, segmentSize, new Metrics());
      fill(store, blocks);
      store.close();
      closed.add(store);
    }
    System.out.println(closed.size() + " closed");
  }

  private static void fill(SegmentStore store, int blocks) {
    try {
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

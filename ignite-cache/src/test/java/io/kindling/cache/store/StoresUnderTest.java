package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Opens stores for a test and fails it when it leaves a handle or a writer open, or a store whose
 * accounts do not agree.
 */
public final class StoresUnderTest implements AfterEachCallback {

  private final List<SegmentStore> stores = new ArrayList<>();

  /** A store of some pages in one segment. */
  public SegmentStore ofPages(int pages) {
    return open((long) pages * PageAllocator.PAGE_SIZE, pages * PageAllocator.PAGE_SIZE);
  }

  /** A store of some bytes in segments of a given size. */
  public SegmentStore open(long capacity, int segmentSize) {
    return open(capacity, segmentSize, new Metrics());
  }

  /** A store that counts in {@code metrics}. */
  public SegmentStore open(long capacity, int segmentSize, Metrics metrics) {
    SegmentStore store = SegmentStore.open(capacity, segmentSize, metrics);
    stores.add(store);
    return store;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    for (SegmentStore store : stores) {
      requireClean(store);
    }
  }

  /** Fails when something was left open; closes the store. */
  static void requireClean(SegmentStore store) {
    assertThat(store.openHandles()).as("handles left open").isZero();
    assertThat(store.openWriters()).as("writers left open").isZero();
    store.checkInvariants();
    store.close();
    store.checkInvariants();
    assertThat(store.used()).as("bytes used after close").isZero();
  }

  /** The id of some block. */
  static BlockId id(int number) {
    return new BlockId(number * 0x9E3779B97F4A7C15L, number, 0);
  }

  /** Bytes that are the same for the same seed. */
  static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Puts a block and closes its handle. */
  static void put(BlockStore store, BlockId id, byte[] bytes) throws StoreFullException {
    try (BlockWriter writer = store.reserve(id, bytes.length)) {
      writer.write(bytes, 0, bytes.length);
      writer.publish().close();
    }
  }

  /** All bytes of a block, through a handle of its own. */
  static byte[] read(BlockStore store, BlockId id) {
    try (BlockHandle handle = store.acquire(id)) {
      assertThat(handle).as("block %s", id).isNotNull();
      return read(handle);
    }
  }

  /** All bytes of a block. */
  static byte[] read(BlockHandle handle) {
    byte[] bytes = new byte[handle.length()];
    handle.copyTo(0, bytes, 0, bytes.length);
    return bytes;
  }
}

package io.kindling.cache.store;

import static io.kindling.cache.store.StoresUnderTest.bytes;
import static io.kindling.cache.store.StoresUnderTest.id;
import static io.kindling.cache.store.StoresUnderTest.put;
import static io.kindling.cache.store.StoresUnderTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a store holds, whom it evicts, and who may still read what left. */
class SegmentStoreTest {

  private static final int PAGE = PageAllocator.PAGE_SIZE;

  @RegisterExtension final StoresUnderTest stores = new StoresUnderTest();

  @Test
  void aPublishedBlockReadsAsItWasWritten() throws Exception {
    SegmentStore store = stores.ofPages(8);
    byte[] content = bytes(1, 3 * PAGE + 17);
    put(store, id(1), content);
    assertThat(store.contains(id(1))).isTrue();
    assertThat(read(store, id(1))).isEqualTo(content);
  }

  @Test
  void aBlockIsNotVisibleBeforeItIsPublished() throws Exception {
    SegmentStore store = stores.ofPages(8);
    try (BlockWriter writer = store.reserve(id(1), 10)) {
      writer.write(new byte[10], 0, 10);
      assertThat(store.contains(id(1))).isFalse();
      assertThat(store.acquire(id(1))).isNull();
    }
    assertThat(store.contains(id(1))).isFalse();
    assertThat(store.used()).isZero();
  }

  @Test
  void sizesAreCountedInPagesHeld() throws Exception {
    SegmentStore store = stores.ofPages(8);
    put(store, id(1), new byte[1]);
    put(store, id(2), new byte[PAGE]);
    assertThat(store.used()).isEqualTo(2 * PAGE);
    try (BlockWriter writer = store.reserve(id(3), PAGE + 1)) {
      assertThat(writer.written()).isZero();
      assertThat(store.used()).isEqualTo(4 * PAGE);
    }
    assertThat(store.used()).isEqualTo(2 * PAGE);
    assertThat(store.capacity()).isEqualTo(8 * PAGE);
  }

  @Test
  void theBlockThatWasReadLeastRecentlyLeavesFirst() throws Exception {
    Metrics metrics = new Metrics();
    SegmentStore store = stores.open(3 * PAGE, 3 * PAGE, metrics);
    for (int i = 1; i <= 3; i++) {
      put(store, id(i), bytes(i, PAGE));
    }
    assertThat(read(store, id(1))).isEqualTo(bytes(1, PAGE));
    put(store, id(4), bytes(4, PAGE));
    assertThat(store.contains(id(2))).isFalse();
    assertThat(store.evictionOrder()).containsExactly(id(3), id(1), id(4));
    assertThat(metrics.snapshot().get(Metric.BLOCKS_EVICTED)).isEqualTo(1);
    assertThat(metrics.snapshot().get(Metric.BLOCKS_PUT)).isEqualTo(4);
  }

  @Test
  void askingWhetherABlockIsHeldIsNoUse() throws Exception {
    SegmentStore store = stores.ofPages(2);
    put(store, id(1), new byte[PAGE]);
    put(store, id(2), new byte[PAGE]);
    assertThat(store.contains(id(1))).isTrue();
    assertThat(store.evictionOrder()).containsExactly(id(1), id(2));
  }

  @Test
  void aBlockUnderAnOpenHandleIsNotEvicted() throws Exception {
    SegmentStore store = stores.ofPages(2);
    put(store, id(1), bytes(1, PAGE));
    try (BlockHandle handle = store.acquire(id(1))) {
      put(store, id(2), bytes(2, PAGE));
      put(store, id(3), bytes(3, PAGE));
      assertThat(store.contains(id(1))).isTrue();
      assertThat(store.contains(id(2))).isFalse();
      assertThat(read(handle)).isEqualTo(bytes(1, PAGE));
    }
  }

  @Test
  void aRemovedBlockStaysReadableUntilItsLastHandleIsClosed() throws Exception {
    SegmentStore store = stores.ofPages(2);
    put(store, id(1), bytes(1, PAGE));
    BlockHandle first = store.acquire(id(1));
    BlockHandle second = store.acquire(id(1));
    assertThat(store.remove(id(1))).isTrue();
    assertThat(store.remove(id(1))).isFalse();
    assertThat(store.acquire(id(1))).isNull();
    first.close();
    put(store, id(2), bytes(2, PAGE));
    assertThatThrownBy(() -> store.reserve(id(3), 2 * PAGE)).isInstanceOf(StoreFullException.class);
    assertThat(read(second)).isEqualTo(bytes(1, PAGE));
    second.close();
    assertThat(store.used()).isEqualTo(PAGE);
  }

  @Test
  void aRemovedBlockCanBePutAgainWhileTheOldOneIsRead() throws Exception {
    SegmentStore store = stores.ofPages(4);
    put(store, id(1), bytes(1, PAGE));
    try (BlockHandle old = store.acquire(id(1))) {
      store.remove(id(1));
      put(store, id(1), bytes(2, PAGE));
      assertThat(read(old)).isEqualTo(bytes(1, PAGE));
      assertThat(read(store, id(1))).isEqualTo(bytes(2, PAGE));
    }
    assertThat(store.used()).isEqualTo(PAGE);
  }

  @Test
  void aStoreWhoseBlocksAreAllInUseSaysSo() throws Exception {
    Metrics metrics = new Metrics();
    SegmentStore store = stores.open(2 * PAGE, 2 * PAGE, metrics);
    put(store, id(1), bytes(1, 2 * PAGE));
    try (BlockHandle handle = store.acquire(id(1))) {
      assertThat(handle).isNotNull();
      assertThatThrownBy(() -> store.reserve(id(2), 1))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("8192 of 8192 bytes are taken")
          .hasMessageContaining("1 open handles");
    }
    assertThat(metrics.snapshot().get(Metric.STORE_FULL)).isEqualTo(1);
    put(store, id(2), new byte[1]);
    assertThat(store.contains(id(1))).isFalse();
  }

  @Test
  void aBlockLargerThanTheStoreEvictsNothing() throws Exception {
    SegmentStore store = stores.ofPages(2);
    put(store, id(1), new byte[1]);
    assertThatThrownBy(() -> store.reserve(id(2), 2 * PAGE + 1))
        .isInstanceOf(StoreFullException.class);
    assertThat(store.contains(id(1))).isTrue();
  }

  @Test
  void roomHeldByWritersEvictsNothingInVain() throws Exception {
    SegmentStore store = stores.ofPages(4);
    put(store, id(1), new byte[1]);
    try (BlockWriter writer = store.reserve(id(2), 2 * PAGE)) {
      assertThat(writer.length()).isEqualTo(2 * PAGE);
      assertThatThrownBy(() -> store.reserve(id(3), 3 * PAGE))
          .isInstanceOf(StoreFullException.class);
      assertThat(store.contains(id(1))).isTrue();
    }
  }

  @Test
  void ofTwoWritersOfOneBlockTheFirstToPublishWins() throws Exception {
    SegmentStore store = stores.ofPages(4);
    try (BlockWriter early = store.reserve(id(1), PAGE);
        BlockWriter late = store.reserve(id(1), PAGE)) {
      late.write(bytes(2, PAGE), 0, PAGE);
      early.write(bytes(1, PAGE), 0, PAGE);
      try (BlockHandle winner = late.publish();
          BlockHandle loser = early.publish()) {
        assertThat(read(winner)).isEqualTo(bytes(2, PAGE));
        assertThat(read(loser)).isEqualTo(bytes(2, PAGE));
        assertThat(store.used()).isEqualTo(PAGE);
      }
    }
  }

  @Test
  void pagesScatteredOverTheStoreHoldOneBlock() throws Exception {
    SegmentStore store = stores.open(8 * PAGE, 4 * PAGE);
    for (int i = 0; i < 8; i++) {
      put(store, id(i), bytes(i, PAGE));
    }
    for (int i = 0; i < 8; i += 2) {
      store.remove(id(i));
    }
    byte[] content = bytes(9, 4 * PAGE - 5);
    put(store, id(9), content);
    assertThat(store.used()).isEqualTo(store.capacity());
    assertThat(read(store, id(9))).isEqualTo(content);
    for (int i = 1; i < 8; i += 2) {
      assertThat(read(store, id(i))).isEqualTo(bytes(i, PAGE));
    }
  }

  @Test
  void aBlockMayBeLargerThanASegment() throws Exception {
    SegmentStore store = stores.open(7 * PAGE, 2 * PAGE);
    byte[] content = bytes(3, 7 * PAGE);
    put(store, id(1), content);
    assertThat(read(store, id(1))).isEqualTo(content);
  }

  @Test
  void theChecksumIsThatOfTheBytes() throws Exception {
    SegmentStore store = stores.ofPages(4);
    byte[] content = bytes(1, 3 * PAGE);
    put(store, id(1), content);
    CRC32C crc = new CRC32C();
    crc.update(content, 0, content.length);
    try (BlockHandle handle = store.acquire(id(1))) {
      assertThat(handle.checksum()).isEqualTo((int) crc.getValue());
      handle.verify();
    }
  }

  @Test
  void afterTheCloseNothingIsFoundAndNothingReserved() throws Exception {
    SegmentStore store = stores.ofPages(4);
    put(store, id(1), bytes(1, PAGE));
    BlockHandle open = store.acquire(id(1));
    BlockWriter writer = store.reserve(id(2), PAGE);
    store.close();
    store.close();
    assertThat(store.acquire(id(1))).isNull();
    assertThat(store.contains(id(1))).isFalse();
    assertThatThrownBy(() -> store.reserve(id(3), 1)).isInstanceOf(IllegalStateException.class);
    assertThat(read(open)).isEqualTo(bytes(1, PAGE));
    open.close();
    writer.write(bytes(2, PAGE), 0, PAGE);
    try (BlockHandle late = writer.publish()) {
      assertThat(read(late)).isEqualTo(bytes(2, PAGE));
      assertThat(store.contains(id(2))).isFalse();
    }
    assertThat(store.used()).isZero();
  }

  @Test
  void aLeakedHandleAndALeakedWriterAreSeen() throws Exception {
    SegmentStore store = stores.ofPages(4);
    put(store, id(1), new byte[1]);
    BlockHandle handle = store.acquire(id(1));
    BlockWriter writer = store.reserve(id(2), 1);
    assertThatThrownBy(() -> StoresUnderTest.requireClean(store))
        .hasMessageContaining("handles left open");
    handle.close();
    assertThatThrownBy(() -> StoresUnderTest.requireClean(store))
        .hasMessageContaining("writers left open");
    writer.close();
  }

  @Test
  void sizesThatMakeNoSenseAreRefused() {
    SegmentStore store = stores.ofPages(4);
    assertThatThrownBy(() -> store.reserve(id(1), 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SegmentStore.open(100, new Metrics()))
        .hasMessageContaining("fs.cache.memory.size");
    assertThatThrownBy(() -> SegmentStore.open(1L << 43, new Metrics()))
        .hasMessageContaining("fs.cache.memory.size");
    assertThatThrownBy(() -> SegmentStore.open(1 << 20, 100, new Metrics()))
        .hasMessageContaining("segment of 100 bytes");
  }
}

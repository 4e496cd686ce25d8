package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TieredStoreTest {

  private static final int PAGE = PageAllocator.PAGE_SIZE;
  private static final int BLOCK = 4 * PAGE;

  @TempDir private Path folder;
  private Metrics metrics = new Metrics();
  private final List<TieredStore> stores = new ArrayList<>();

  @AfterEach
  void nothingIsLeftOpen() {
    for (TieredStore store : stores) {
      assertThat(store.openHandles()).as("handles left open").isZero();
      store.close();
      assertThat(store.memory().used()).isZero();
    }
  }

  @Test
  void whatLeftMemoryIsReadFromDisk() throws Exception {
    TieredStore store = open(4, 100);
    fill(store, 0, 20);
    for (int i = 0; i < 20; i++) {
      assertThat(StoresUnderTest.read(store, id(i))).isEqualTo(bytes(i));
    }
    assertThat(count(Metric.DISK_HITS)).isGreaterThanOrEqualTo(16);
    assertThat(count(Metric.BLOCKS_DEMOTED)).isEqualTo(20);
    assertThat(count(Metric.DEMOTIONS_SKIPPED)).isZero();
    store.disk().checkInvariants();
  }

  @Test
  void secondReadFromDiskBringsTheBlockBackToMemory() throws Exception {
    TieredStore store = open(4, 100);
    fill(store, 0, 20);
    assertThat(store.memory().contains(id(0))).isFalse();
    StoresUnderTest.read(store, id(0));
    assertThat(store.memory().contains(id(0))).isFalse();
    StoresUnderTest.read(store, id(0));
    Awaitility.await().until(() -> store.memory().contains(id(0)));
    assertThat(StoresUnderTest.read(store, id(0))).isEqualTo(bytes(0));
    assertThat(count(Metric.BLOCKS_PROMOTED)).isEqualTo(1);
    assertThat(count(Metric.BLOCKS_PUT)).isEqualTo(20);
  }

  @Test
  void scansOfMoreThanMemoryLeaveMemoryAlone() throws Exception {
    TieredStore store = open(4, 100);
    fill(store, 0, 20);
    List<BlockId> kept = store.memory().evictionOrder();
    for (int scan = 0; scan < 3; scan++) {
      for (int i = 0; i < 16; i++) {
        assertThat(StoresUnderTest.read(store, id(i))).isEqualTo(bytes(i));
      }
    }
    assertThat(store.memory().evictionOrder()).containsExactlyInAnyOrderElementsOf(kept);
    assertThat(count(Metric.BLOCKS_PROMOTED)).isZero();

    for (int i = 0; i < 3; i++) {
      StoresUnderTest.read(store, id(0));
    }
    Awaitility.await().until(() -> store.memory().contains(id(0)));
  }

  @Test
  void partsOfABlockThatFollowEachOtherAreOneRead() throws Exception {
    TieredStore store = open(4, 100);
    fill(store, 0, 20);
    byte[] read = new byte[bytes(0).length];
    int half = read.length / 2;
    for (int offset : new int[] {0, half}) {
      try (BlockHandle handle = Objects.requireNonNull(store.acquire(id(0)))) {
        handle.copyTo(offset, read, offset, offset == 0 ? half : read.length - half);
      }
    }
    assertThat(read).isEqualTo(bytes(0));
    assertThat(count(Metric.BLOCKS_PROMOTED)).isZero();
    StoresUnderTest.read(store, id(0));
    Awaitility.await().until(() -> store.memory().contains(id(0)));
  }

  @Test
  void nextStoreOnTheDirectoryFindsEveryBlock() throws Exception {
    TieredStore first = open(100, 100);
    fill(first, 0, 30);
    first.remove(id(3));
    NodeIdentity identity = first.identity();
    first.close();
    metrics = new Metrics();
    TieredStore second = open(100, 100);
    assertThat(second.identity()).isEqualTo(identity);
    for (int i = 0; i < 30; i++) {
      if (i == 3) {
        assertThat(second.contains(id(i))).isFalse();
      } else {
        assertThat(StoresUnderTest.read(second, id(i))).isEqualTo(bytes(i));
      }
    }
    assertThat(count(Metric.BLOCKS_ADOPTED)).isEqualTo(29);
    second.disk().checkInvariants();
  }

  @Test
  void nothingIsReadWhenTheNextStoreStarts() throws Exception {
    TieredStore first = open(100, 100);
    fill(first, 0, 30);
    first.close();
    metrics = new Metrics();
    TieredStore second = open(100, 100);
    assertThat(second.contains(id(7))).isTrue();
    assertThat(count(Metric.BLOCKS_ADOPTED)).isZero();
    StoresUnderTest.read(second, id(7));
    StoresUnderTest.read(second, id(7));
    assertThat(count(Metric.BLOCKS_ADOPTED)).isEqualTo(1);
  }

  @Test
  void damagedBlockIsDroppedAndCountedAtItsFirstRead() throws Exception {
    TieredStore first = open(100, 100);
    fill(first, 0, 10);
    first.close();
    damage(bytes(4));
    metrics = new Metrics();
    TieredStore second = open(100, 100);
    assertThat(second.acquire(id(4))).isNull();
    assertThat(second.contains(id(4))).isFalse();
    assertThat(count(Metric.CHECKSUM_FAILURES)).isEqualTo(1);
    fill(second, 4, 5);
    assertThat(StoresUnderTest.read(second, id(4))).isEqualTo(bytes(4));
    for (int i = 0; i < 10; i++) {
      assertThat(StoresUnderTest.read(second, id(i))).isEqualTo(bytes(i));
    }
  }

  @Test
  void damageIsFoundBeforeABlockComesBackToMemory() throws Exception {
    TieredStore store = open(4, 100);
    fill(store, 0, 20);
    damage(bytes(0));
    try (BlockHandle handle = Objects.requireNonNull(store.acquire(id(0)))) {
      handle.copyTo(0, ByteBuffer.allocate(handle.length()), handle.length());
    }
    try (BlockHandle handle = store.acquire(id(0))) {
      assertThat(handle).isNotNull();
    }
    Awaitility.await().until(() -> !store.contains(id(0)));
    assertThat(count(Metric.CHECKSUM_FAILURES)).isEqualTo(1);
  }

  @Test
  void cutJournalLosesBlocksAndNothingElse() throws Exception {
    TieredStore first = open(100, 100);
    fill(first, 0, 10);
    first.close();
    Path journal = folder.resolve("a/node-0/journal");
    byte[] log = Files.readAllBytes(journal);
    for (int cut = log.length - 1; cut > 0; cut -= 151) {
      Files.write(journal, java.util.Arrays.copyOf(log, cut));
      try (TieredStore second = open(100, 100)) {
        for (int i = 0; i < 10; i++) {
          if (second.contains(id(i))) {
            assertThat(StoresUnderTest.read(second, id(i))).isEqualTo(bytes(i));
          }
        }
        second.disk().checkInvariants();
      }
    }
  }

  @Test
  void otherBlockSizeStartsWithAnEmptyDirectory() throws Exception {
    TieredStore first = open(100, 100);
    fill(first, 0, 10);
    first.close();
    TieredStore second =
        open(new DiskSettings(directories(), 100L * BLOCK, 0, 2 * BLOCK, 10 * BLOCK), 100);
    assertThat(second.contains(id(1))).isFalse();
  }

  @Test
  void diskThatIsFullEvictsItsOldestBlocks() throws Exception {
    TieredStore store = open(4, 20);
    fill(store, 0, 60);
    assertThat(count(Metric.DISK_EVICTED)).isGreaterThanOrEqualTo(36);
    assertThat(store.contains(id(0))).isFalse();
    assertThat(StoresUnderTest.read(store, id(59))).isEqualTo(bytes(59));
    assertThat(store.disk().used()).isLessThanOrEqualTo(20L * BLOCK);
    store.disk().checkInvariants();
  }

  @Test
  void growthStopsWhereTheKeptSpaceBegins() throws Exception {
    long free = Files.getFileStore(folder).getUsableSpace();
    TieredStore store =
        open(new DiskSettings(directories(), 100L * BLOCK, 2 * free, BLOCK, 10 * BLOCK), 4);
    fill(store, 0, 10);
    assertThat(count(Metric.DISK_FULL)).isEqualTo(2);
    assertThat(store.disk().used()).isZero();
    assertThat(StoresUnderTest.read(store, id(9))).isEqualTo(bytes(9));
  }

  @Test
  void failingDirectoryIsLeftOutAndTheOtherGoesOn() throws Exception {
    TieredStore store = open(4, 100);
    fill(store, 0, 20);
    DiskDirectory broken = store.disk().holder(id(0));
    broken.fail(new IOException("the disk is on fire"));
    assertThat(store.acquire(id(0))).isNull();
    assertThat(count(Metric.DISK_FAILURES)).isEqualTo(1);
    fill(store, 0, 20);
    fill(store, 20, 24);
    for (int i = 0; i < 20; i++) {
      assertThat(StoresUnderTest.read(store, id(i))).isEqualTo(bytes(i));
      assertThat(store.disk().holder(id(i))).isNotEqualTo(broken);
    }
  }

  @Test
  void fileThatShrinksUnderAReaderIsAFaultOfTheDirectory() throws Exception {
    TieredStore first = open(4, 100);
    fill(first, 0, 20);
    first.close();
    TieredStore store = open(4, 100);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(TieredStoreTest::isSegment).toList()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(0);
        }
      }
    }
    assertThat(store.acquire(id(0))).isNull();
    assertThat(count(Metric.DISK_FAILURES)).isPositive();
    fill(store, 0, 1);
    assertThat(StoresUnderTest.read(store, id(0))).isEqualTo(bytes(0));
  }

  @Test
  void interruptedReaderDisturbsNobody() throws Exception {
    TieredStore store = open(4, 100);
    fill(store, 0, 20);
    Thread.currentThread().interrupt();
    assertThat(StoresUnderTest.read(store, id(0))).isEqualTo(bytes(0));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(StoresUnderTest.read(store, id(1))).isEqualTo(bytes(1));
    assertThat(count(Metric.DISK_FAILURES)).isZero();
  }

  private TieredStore open(int memoryBlocks, int diskBlocks) throws IOException {
    return open(
        new DiskSettings(directories(), (long) diskBlocks * BLOCK, 0, BLOCK, 10 * BLOCK),
        memoryBlocks);
  }

  private TieredStore open(DiskSettings settings, int memoryBlocks) throws IOException {
    int memory = memoryBlocks * BLOCK;
    TieredStore store =
        TieredStore.open(SegmentStore.open(memory, memory, metrics), settings, metrics);
    stores.add(store);
    return store;
  }

  private List<Path> directories() {
    return List.of(folder.resolve("a"), folder.resolve("b"));
  }

  /** Puts blocks no faster than the disks take them. */
  private static void fill(TieredStore store, int from, int to) throws StoreFullException {
    for (int i = from; i < to; i++) {
      StoresUnderTest.put(store, id(i), bytes(i));
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .pollDelay(Duration.ZERO)
          .until(store.disk()::isIdle);
    }
  }

  /** Changes a byte of some content wherever it lies in a segment file. */
  private void damage(byte[] content) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(TieredStoreTest::isSegment).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at + content.length <= bytes.length; at += PAGE) {
          if (ByteBuffer.wrap(bytes, at, content.length).equals(ByteBuffer.wrap(content))) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
              int written =
                  channel.write(ByteBuffer.wrap(new byte[] {(byte) ~content[77]}), at + 77);
              assertThat(written).isEqualTo(1);
            }
            return;
          }
        }
      }
    }
    throw new AssertionError("the block is not on disk");
  }

  private static boolean isSegment(Path file) {
    return file.getFileName().toString().startsWith("segment-");
  }

  private long count(Metric metric) {
    return metrics.snapshot().get(metric);
  }

  private static BlockId id(int number) {
    return StoresUnderTest.id(number);
  }

  private static byte[] bytes(int number) {
    return StoresUnderTest.bytes(number, BLOCK - 100);
  }
}

package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk of 4 MiB that others fill and free under a store: no read fails, no byte is wrong, and the
 * disk is used again as soon as it has room. Skipped where this user may not mount a tmpfs.
 */
class FullDiskTest {

  private static final int BLOCK = 16 << 10;
  private static final int SEGMENT = 256 << 10;
  private static final long DISK = 4L << 20;
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir private Path folder;
  private final Metrics metrics = new Metrics();
  private MountedDisk disk;

  @BeforeEach
  void mount() throws Exception {
    disk = MountedDisk.memory(folder.resolve("disk"), DISK);
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void diskThatFillsWhileSegmentsAreMadeGoesOnAndGrowsAgainLater() throws Exception {
    Path filler = fill(DISK - 3 * SEGMENT);
    try (TieredStore store = open(3 << 20, 0)) {
      put(store, 0, 100);
      requireBytesOrNothing(store, 0, 100);
      assertThat(metrics.snapshot().get(Metric.DISK_FULL)).isEqualTo(1);
      assertThat(store.disk().used()).isBetween(1L, 3L * SEGMENT);
      assertThat(store.contains(id(99))).isTrue();
      store.disk().checkInvariants();
      Files.delete(filler);
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                put(store, 100, 200);
                return store.disk().used() > 3 << 19;
              });
      requireBytesOrNothing(store, 0, 200);
      assertThat(metrics.snapshot().get(Metric.DISK_FAILURES)).isZero();
      store.disk().checkInvariants();
    }
  }

  @Test
  void journalThatFindsNoRoomLosesNothingThatWasWritten() throws Exception {
    Path filler;
    try (TieredStore store = open(1 << 20, 0)) {
      put(store, 0, 40);
      filler = fill(DISK);
      // Blocks replace others in files that are there, until the journal needs a page more.
      for (int from = 40; metrics.snapshot().get(Metric.DISK_FULL) == 0; from += 40) {
        assertThat(from).as("blocks that a full disk took").isLessThan(4000);
        put(store, from, from + 40);
        requireBytesOrNothing(store, from - 40, from + 40);
      }
      store.disk().checkInvariants();
      // What is put now is read from memory, and removal is not forgotten.
      put(store, 5000, 5004);
      requireBytesOrNothing(store, 5000, 5004);
      assertThat(store.contains(id(5003))).isTrue();
      store.remove(id(5003));
    }
    try (TieredStore store = open(1 << 20, 0)) {
      requireBytesOrNothing(store, 0, 5004);
      assertThat(metrics.snapshot().get(Metric.BLOCKS_ADOPTED)).isPositive();
      assertThat(metrics.snapshot().get(Metric.CHECKSUM_FAILURES)).isZero();
      Files.delete(filler);
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                put(store, 6000, 6010);
                return store.disk().contains(id(6009));
              });
      store.disk().checkInvariants();
    }
    try (TieredStore store = open(1 << 20, 0)) {
      assertThat(StoresUnderTest.read(store, id(6009))).isEqualTo(bytes(6009));
      assertThat(metrics.snapshot().get(Metric.DISK_FAILURES)).isZero();
    }
  }

  @Test
  void storeStartsOnAFullDiskAndUsesItOnceThereIsRoom() throws Exception {
    Path filler = fill(DISK);
    try (TieredStore store = open(1 << 20, 0)) {
      assertThat(metrics.snapshot().get(Metric.DISK_FULL)).isEqualTo(1);
      var identity = store.identity();
      put(store, 0, 20);
      requireBytesOrNothing(store, 0, 20);
      assertThat(store.disk().used()).isZero();
      Files.delete(filler);
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                put(store, 20, 40);
                return store.disk().contains(id(39));
              });
      assertThat(store.identity()).isEqualTo(identity);
      Awaitility.await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(disk.path().resolve("node-0/identity"))
                      .content()
                      .contains(identity.toString()));
    }
    assertThat(metrics.snapshot().get(Metric.DISK_FAILURES)).isZero();
  }

  @Test
  void filesAreGivenBackWhenOthersNeedTheKeptRoom() throws Exception {
    try (TieredStore store = open(0, 1 << 20)) {
      put(store, 0, 150);
      assertThat(freeBytes()).isGreaterThanOrEqualTo(1 << 20);
      Path filler = fill(freeBytes() - (200 << 10));
      Awaitility.await().atMost(LIMIT).until(() -> freeBytes() >= 1 << 20);
      requireBytesOrNothing(store, 0, 150);
      store.disk().checkInvariants();
      Files.delete(filler);
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                put(store, 200, 350);
                return store.disk().used() > 2 << 20;
              });
      requireBytesOrNothing(store, 0, 350);
      assertThat(metrics.snapshot().get(Metric.CHECKSUM_FAILURES)).isZero();
      assertThat(metrics.snapshot().get(Metric.DISK_FAILURES)).isZero();
    }
  }

  @Test
  void roomIsSharedEquallyByTheProcessesOfADisk() throws Exception {
    try (TieredStore first = open(0, 0)) {
      put(first, 0, 250);
      assertThat(first.disk().used()).isGreaterThan(3 << 20);
      try (TieredStore second = open(0, 0)) {
        assertThat(second.identity()).isNotEqualTo(first.identity());
        Awaitility.await()
            .atMost(LIMIT)
            .until(
                () -> {
                  put(second, 0, 120);
                  return second.disk().used() > 3 << 19;
                });
        assertThat(first.disk().used()).isBetween(1L << 20, 2L << 20);
        requireBytesOrNothing(first, 0, 250);
        requireBytesOrNothing(second, 0, 120);
        first.disk().checkInvariants();
        second.disk().checkInvariants();
      }
    }
  }

  @Test
  void roomOfAProcessThatIsGoneForLongIsTakenByOthers() throws Exception {
    TieredStore former = open(3 << 20, 0);
    TieredStore present = open(3 << 20, 0);
    put(former, 0, 180);
    former.close();
    DiskSettings hasty =
        new DiskSettings(
            List.of(disk.path()),
            3 << 20,
            0,
            BLOCK,
            SEGMENT,
            new DiskSlots.Rules(DiskSlots.Kind.LONE, 4, Duration.ofMillis(1)));
    present.close();
    try (TieredStore next = TieredStore.open(SegmentStore.open(1 << 20, metrics), hasty, metrics)) {
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () -> {
                put(next, 300, 480);
                return next.disk().used() > 5 << 19;
              });
      assertThat(disk.path().resolve("node-0/segment-00000")).doesNotExist();
      requireBytesOrNothing(next, 0, 480);
    }
  }

  private TieredStore open(long size, long keptFree) throws IOException {
    DiskSettings settings = new DiskSettings(List.of(disk.path()), size, keptFree, BLOCK, SEGMENT);
    return TieredStore.open(SegmentStore.open(8 * BLOCK, metrics), settings, metrics);
  }

  private long freeBytes() throws IOException {
    FileStore store = Files.getFileStore(disk.path());
    return store.getUsableSpace();
  }

  /** Writes a file of so many bytes, or of as many as there is room for. */
  private Path fill(long bytes) throws IOException {
    Path file = disk.path().resolve("filler");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = bytes; left > 0; left -= 4096) {
        out.write(new byte[(int) Math.min(4096, left)]);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
    return file;
  }

  private static void put(TieredStore store, int from, int to) throws StoreFullException {
    for (int i = from; i < to; i++) {
      StoresUnderTest.put(store, id(i), bytes(i));
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .pollDelay(Duration.ZERO)
          .until(store.disk()::isIdle);
    }
  }

  private static void requireBytesOrNothing(TieredStore store, int from, int to) {
    for (int i = from; i < to; i++) {
      try (BlockHandle handle = store.acquire(id(i))) {
        if (handle != null) {
          assertThat(StoresUnderTest.read(handle)).isEqualTo(bytes(i));
        }
      }
    }
  }

  private static BlockId id(int number) {
    return StoresUnderTest.id(number);
  }

  private static byte[] bytes(int number) {
    return StoresUnderTest.bytes(number, BLOCK - 10);
  }
}

package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fails, or whose file system turns read-only, under a store that has a second one.
 * Skipped where this user may not make devices.
 */
class FailingDiskTest {

  private static final int BLOCK = 64 << 10;
  private static final int BLOCKS = 100;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final Metrics metrics = new Metrics();
  private MountedDisk disk;

  @BeforeEach
  void mount() throws Exception {
    disk = MountedDisk.device(folder.resolve("disk"), folder, 24);
  }

  @AfterEach
  void unmount() throws IOException {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  void readsOfADiskThatFailsFindNothingAndTheOtherDiskGoesOn() throws Exception {
    try (TieredStore store = open()) {
      put(store, 0, BLOCKS);
      disk.fail();
      int lost = 0;
      for (int i = 0; i < BLOCKS; i++) {
        lost += isLost(store, i) ? 1 : 0;
      }
      assertThat(metrics.snapshot().get(Metric.DISK_FAILURES)).isEqualTo(1);
      assertThat(lost).isBetween(1, BLOCKS - 1);
      requireUseOfTheOtherDisk(store);
    }
    assertThat(metrics.snapshot().get(Metric.CHECKSUM_FAILURES)).isZero();
  }

  @Test
  void fileSystemThatTurnsReadOnlyIsLeftOut() throws Exception {
    try (TieredStore store = open()) {
      put(store, 0, BLOCKS);
      disk.becomeReadOnly();
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> metrics.snapshot().get(Metric.DISK_FAILURES) == 1);
      for (int i = 0; i < BLOCKS; i++) {
        boolean ignored = isLost(store, i);
      }
      requireUseOfTheOtherDisk(store);
    }
    assertThat(metrics.snapshot().get(Metric.CHECKSUM_FAILURES)).isZero();
    assertThat(metrics.snapshot().get(Metric.DISK_FULL)).isZero();
  }

  @Test
  void fileSystemThatIsReadOnlyAtStartIsRefusedByItsName() throws Exception {
    disk.becomeReadOnly();
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(CacheOptions.DISK_DIRS.key())
        .hasMessageContaining(disk.path().toString())
        .hasMessageContaining("Read-only file system");
  }

  private TieredStore open() throws IOException {
    DiskSettings settings =
        new DiskSettings(
            List.of(disk.path(), folder.resolve("other")), 16 << 20, 0, BLOCK, 1 << 20);
    return TieredStore.open(SegmentStore.open(8 * BLOCK, metrics), settings, metrics);
  }

  private static boolean isLost(TieredStore store, int number) {
    try (BlockHandle handle = store.acquire(StoresUnderTest.id(number))) {
      if (handle == null) {
        return true;
      }
      assertThat(StoresUnderTest.read(handle)).isEqualTo(bytes(number));
      return false;
    } catch (StoreFaultException failedUnderTheReader) {
      return true;
    }
  }

  private void requireUseOfTheOtherDisk(TieredStore store) throws Exception {
    put(store, BLOCKS, 2 * BLOCKS);
    for (int i = BLOCKS; i < 2 * BLOCKS; i++) {
      assertThat(isLost(store, i)).as("block %d", i).isFalse();
    }
    assertThat(metrics.snapshot().get(Metric.DISK_FAILURES)).isEqualTo(1);
  }

  private static void put(TieredStore store, int from, int to) throws StoreFullException {
    for (int i = from; i < to; i++) {
      StoresUnderTest.put(store, StoresUnderTest.id(i), bytes(i));
      Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(1))
          .pollDelay(Duration.ZERO)
          .until(store.disk()::isIdle);
    }
  }

  private static byte[] bytes(int number) {
    return StoresUnderTest.bytes(number, BLOCK);
  }
}

package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.MemoryBudget.Demand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which limit refuses a size, by name, with the kernel's files laid out in a folder. */
class MemoryBudgetTest {

  private static final long GIB = 1L << 30;

  @TempDir Path root;

  @Test
  void aSizeWithinAllLimitsIsTaken() throws Exception {
    file("proc/meminfo", "MemTotal:       16777216 kB\nMemFree: 1 kB\n");
    assertThat(budget(4 * GIB, GIB).capacity(direct(3 * GIB))).isEqualTo(3 * GIB);
  }

  @Test
  void moreThanTheDirectMemoryIsRefusedByItsName() {
    assertThatThrownBy(() -> budget(2 * GIB, GIB).capacity(direct(3 * GIB)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("fs.cache.memory.size = 3g")
        .hasMessageContaining("2g of direct memory")
        .hasMessageContaining("raise -XX:MaxDirectMemorySize");
  }

  @Test
  void moreThanTheMachineHasBesideTheHeapIsRefusedByItsName() throws Exception {
    file("proc/meminfo", "MemTotal:        4194304 kB\n");
    assertThatThrownBy(() -> budget(8 * GIB, 2 * GIB).capacity(direct(3 * GIB)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("heap of up to 2g")
        .hasMessageContaining("4g of MemTotal in /proc/meminfo");
  }

  @Test
  void theSmallestLimitOfAControlGroupAndItsParentsCounts() throws Exception {
    file("proc/meminfo", "MemTotal:       16777216 kB\n");
    file("proc/self/cgroup", "0::/jobs/one\n");
    file("sys/fs/cgroup/jobs/one/memory.max", "max\n");
    file("sys/fs/cgroup/jobs/memory.max", Long.toString(2 * GIB));
    file("sys/fs/cgroup/memory.max", Long.toString(8 * GIB));
    MemoryBudget budget = budget(8 * GIB, GIB);
    assertThat(budget.process().bytes()).isEqualTo(2 * GIB);
    assertThatThrownBy(() -> budget.capacity(direct(2 * GIB)))
        .hasMessageContaining("sys/fs/cgroup/jobs/memory.max");
  }

  @Test
  void theFirstVersionOfControlGroupsIsRead() throws Exception {
    file("proc/meminfo", "MemTotal:       16777216 kB\n");
    file("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/host/path\n0::/\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", Long.toString(3 * GIB));
    assertThat(budget(8 * GIB, GIB).process().bytes()).isEqualTo(3 * GIB);
  }

  @Test
  void theNumberThatStandsForNoLimitIsNone() throws Exception {
    file("proc/meminfo", "MemTotal:       16777216 kB\n");
    file("proc/self/cgroup", "4:memory:/\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    assertThat(budget(8 * GIB, GIB).process().bytes()).isEqualTo(16 * GIB);
  }

  @Test
  void withoutTheKernelsFilesTheMachineSetsNoLimit() {
    assertThat(budget(8 * GIB, GIB).capacity(direct(8 * GIB))).isEqualTo(8 * GIB);
  }

  @Test
  void aProcessThatConfiguredNothingGetsHalfOfWhatItMayHaveAndAtMostOneGibibyte() throws Exception {
    assertThat(budget(8 * GIB, GIB).capacity(direct(0))).isEqualTo(GIB);
    assertThat(budget(GIB, GIB).capacity(direct(0))).isEqualTo(GIB / 2);
    file("proc/meminfo", "MemTotal:        2097152 kB\n");
    assertThat(budget(8 * GIB, GIB).capacity(direct(0))).isEqualTo(GIB / 2);
    assertThat(budget(8 * GIB, 4 * GIB).capacity(direct(0))).isEqualTo(16 << 20);
  }

  @Test
  void aNegativeSizeIsRefused() {
    assertThatThrownBy(() -> budget(GIB, GIB).capacity(direct(-1)))
        .isInstanceOf(InvalidSettingsException.class);
  }

  @Test
  void thisProcessKnowsItsLimits() {
    MemoryBudget budget = MemoryBudget.ofThisProcess(0);
    assertThat(budget.heap()).isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(budget.direct().bytes()).isPositive();
    assertThat(budget.direct().name()).startsWith("-XX:MaxDirectMemorySize");
    assertThat(budget.capacity(direct(0))).isBetween(16L << 20, GIB);
  }

  @Test
  void limitOfAControlGroupSaysWhatToRaise() throws Exception {
    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/memory.max", Long.toString(2 * GIB));
    assertThatThrownBy(() -> budget(8 * GIB, GIB).capacity(direct(2 * GIB)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("the 2g of")
        .hasMessageContaining("raise the container's memory limit");
  }

  @Test
  void whatTheResourceManagerAllowsIsALimitToo() throws Exception {
    file("proc/meminfo", "MemTotal:       16777216 kB\n");
    MemoryBudget budget = MemoryBudget.of(root, limit(8 * GIB), 2 * GIB, 3 * GIB);
    assertThat(budget.capacity(direct(GIB))).isEqualTo(GIB);
    assertThatThrownBy(() -> budget.capacity(direct(2 * GIB)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("the 3g of fs.cache.container.memory")
        .hasMessageContaining("raise spark.executor.memoryOverhead");
    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/memory.max", Long.toString(5 * GIB / 2));
    assertThatThrownBy(
            () -> MemoryBudget.of(root, limit(8 * GIB), 2 * GIB, 3 * GIB).capacity(direct(GIB)))
        .as("the smaller of both counts")
        .hasMessageContaining("sys/fs/cgroup/memory.max");
  }

  @Test
  void directoriesOfTheDiskTierInMemoryCountAsMemory() throws Exception {
    file("proc/meminfo", "MemTotal:        8388608 kB\n");
    MemoryFileSystem disk =
        new MemoryFileSystem(Path.of("/dev/shm/k"), "tmpfs", 4 * GIB, GIB, 4 * GIB);
    MemoryBudget budget = budget(8 * GIB, 2 * GIB);
    assertThat(budget.capacity(new Demand(2 * GIB, List.of(), List.of(disk)))).isEqualTo(2 * GIB);
    assertThatThrownBy(() -> budget.capacity(new Demand(3 * GIB, List.of(), List.of(disk))))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("4g of fs.cache.disk.dirs in memory (/dev/shm/k is a tmpfs)")
        .hasMessageContaining("8g of MemTotal")
        .hasMessageContaining("fs.cache.disk.size");
    assertThatThrownBy(() -> budget.capacity(new Demand(0, List.of(), List.of(disk, disk))))
        .as("also beside a memory tier of no stated size")
        .hasMessageContaining("8g of fs.cache.disk.dirs in memory");
  }

  @Test
  void memoryTierInATmpfsIsWithinItsFreeRoomAndNotWithinDirectMemory() throws Exception {
    file("proc/meminfo", "MemTotal:       16777216 kB\n");
    MemoryFileSystem mount =
        new MemoryFileSystem(Path.of("/dev/shm"), "tmpfs", 64 << 20, 60 << 20, 0);
    MemoryBudget budget = budget(1 << 20, GIB);
    assertThat(budget.capacity(new Demand(60 << 20, List.of(mount), List.of())))
        .isEqualTo(60 << 20);
    assertThat(budget.capacity(new Demand(0, List.of(mount), List.of()))).isEqualTo(30 << 20);
    assertThatThrownBy(() -> budget.capacity(new Demand(GIB, List.of(mount), List.of())))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("fs.cache.memory.directory = /dev/shm has 60m free of 64m")
        .hasMessageContaining("--shm-size");
  }

  @Test
  void folderOnADiskIsRefusedForTheMemoryTier() {
    assumeThat(MemoryFileSystem.ofDiskTier(onDisk(root))).as("the temporary folder").isEmpty();
    assertThatThrownBy(() -> MemoryFileSystem.ofMemoryTier(root))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("fs.cache.memory.directory = " + root);
    assertThatThrownBy(() -> MemoryFileSystem.ofMemoryTier(root.resolve("none")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("fs.cache.memory.directory = " + root.resolve("none"));
  }

  @Test
  void mountedTmpfsIsSeenWithItsSize() throws Exception {
    try (MountedDisk disk = MountedDisk.memory(root.resolve("shm"), 8 << 20)) {
      MemoryFileSystem tier = MemoryFileSystem.ofMemoryTier(disk.path());
      assertThat(tier.size()).isEqualTo(8 << 20);
      assertThat(tier.free()).isBetween(1L, 8L << 20);
      assertThat(MemoryFileSystem.ofDiskTier(onDisk(disk.path().resolve("not-yet-there"))))
          .singleElement()
          .extracting(MemoryFileSystem::taken)
          .isEqualTo(8L << 20);
      DiskSettings tooLarge = new DiskSettings(List.of(disk.path()), 16 << 20, 0, 1 << 20, 1 << 20);
      SegmentStore memory = SegmentStore.open(4096, new Metrics());
      assertThatThrownBy(() -> TieredStore.open(memory, tooLarge, new Metrics()))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessageContaining("fs.cache.disk.size = 16777216")
          .hasMessageContaining("tmpfs) has 8388608 bytes in all")
          .hasMessageContaining("--shm-size");
    }
  }

  @Test
  void memoryTierInATmpfsGoesOnWithTheSegmentsThatFindRoom() throws Exception {
    try (MountedDisk disk = MountedDisk.memory(root.resolve("shm"), 1 << 20);
        SegmentStore store =
            SegmentStore.open(
                2 << 20, SegmentMemory.filesIn(disk.path()), 300 << 10, new Metrics())) {
      for (int i = 0; i < 100; i++) {
        StoresUnderTest.put(store, StoresUnderTest.id(i), StoresUnderTest.bytes(i, 40_000));
      }
      assertThat(store.capacity()).as("three of seven segments").isEqualTo(3 * (300 << 10));
      for (int i = 0; i < 100; i++) {
        if (store.contains(StoresUnderTest.id(i))) {
          assertThat(StoresUnderTest.read(store, StoresUnderTest.id(i)))
              .isEqualTo(StoresUnderTest.bytes(i, 40_000));
        }
      }
      assertThat(disk.path()).as("files are gone with the process").isEmptyDirectory();
    }
  }

  private static DiskSettings onDisk(Path directory) {
    return new DiskSettings(List.of(directory), 0, 0, 4096, 4096);
  }

  private static Demand direct(long size) {
    return Demand.direct(size);
  }

  private static MemoryBudget.Limit limit(long direct) {
    return new MemoryBudget.Limit(direct, "-XX:MaxDirectMemorySize", "-XX:MaxDirectMemorySize");
  }

  private MemoryBudget budget(long direct, long heap) {
    return MemoryBudget.of(root, limit(direct), heap, 0);
  }

  private void file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}

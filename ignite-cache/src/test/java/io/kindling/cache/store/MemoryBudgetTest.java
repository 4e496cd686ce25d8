package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.config.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which limit refuses a size, by name, with the kernel's files laid out in a folder. */
class MemoryBudgetTest {

  private static final long GIB = 1L << 30;

  @TempDir Path root;

  @Test
  void aSizeWithinAllLimitsIsTaken() throws Exception {
    file("proc/meminfo", "MemTotal:       16777216 kB\nMemFree: 1 kB\n");
    assertThat(budget(4 * GIB, GIB).capacity(3 * GIB)).isEqualTo(3 * GIB);
  }

  @Test
  void moreThanTheDirectMemoryIsRefusedByItsName() {
    assertThatThrownBy(() -> budget(2 * GIB, GIB).capacity(3 * GIB))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("fs.cache.memory.size = 3g")
        .hasMessageContaining("2g of direct memory")
        .hasMessageContaining("raise -XX:MaxDirectMemorySize");
  }

  @Test
  void moreThanTheMachineHasBesideTheHeapIsRefusedByItsName() throws Exception {
    file("proc/meminfo", "MemTotal:        4194304 kB\n");
    assertThatThrownBy(() -> budget(8 * GIB, 2 * GIB).capacity(3 * GIB))
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
    assertThat(budget.machine()).isEqualTo(2 * GIB);
    assertThatThrownBy(() -> budget.capacity(2 * GIB))
        .hasMessageContaining("sys/fs/cgroup/jobs/memory.max");
  }

  @Test
  void theFirstVersionOfControlGroupsIsRead() throws Exception {
    file("proc/meminfo", "MemTotal:       16777216 kB\n");
    file("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/host/path\n0::/\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", Long.toString(3 * GIB));
    assertThat(budget(8 * GIB, GIB).machine()).isEqualTo(3 * GIB);
  }

  @Test
  void theNumberThatStandsForNoLimitIsNone() throws Exception {
    file("proc/meminfo", "MemTotal:       16777216 kB\n");
    file("proc/self/cgroup", "4:memory:/\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    assertThat(budget(8 * GIB, GIB).machine()).isEqualTo(16 * GIB);
  }

  @Test
  void withoutTheKernelsFilesTheMachineSetsNoLimit() {
    assertThat(budget(8 * GIB, GIB).capacity(8 * GIB)).isEqualTo(8 * GIB);
  }

  @Test
  void aProcessThatConfiguredNothingGetsHalfOfWhatItMayHaveAndAtMostOneGibibyte() throws Exception {
    assertThat(budget(8 * GIB, GIB).capacity(0)).isEqualTo(GIB);
    assertThat(budget(GIB, GIB).capacity(0)).isEqualTo(GIB / 2);
    file("proc/meminfo", "MemTotal:        2097152 kB\n");
    assertThat(budget(8 * GIB, GIB).capacity(0)).isEqualTo(GIB / 2);
    assertThat(budget(8 * GIB, 4 * GIB).capacity(0)).isEqualTo(16 << 20);
  }

  @Test
  void aNegativeSizeIsRefused() {
    assertThatThrownBy(() -> budget(GIB, GIB).capacity(-1))
        .isInstanceOf(InvalidSettingsException.class);
  }

  @Test
  void thisProcessKnowsItsLimits() {
    MemoryBudget budget = MemoryBudget.ofThisProcess();
    assertThat(budget.heap()).isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(budget.direct()).isPositive();
    assertThat(budget.directLimit()).startsWith("-XX:MaxDirectMemorySize");
    assertThat(budget.capacity(0)).isBetween(16L << 20, GIB);
  }

  private MemoryBudget budget(long direct, long heap) {
    return MemoryBudget.of(root, direct, "-XX:MaxDirectMemorySize", heap);
  }

  private void file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}

package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.Strength;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.MemoryUnderStore;
import io.kindling.cache.cluster.ChildProgram;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes without a cluster, one after the other and beside each other, on one directory. */
class LoneCacheIT {

  private static final int LENGTH = 3_000_000;

  @TempDir private Path folder;

  @Test
  void nextProcessReadsWhatTheOneBeforeFetched() throws Exception {
    assertThat(run("disk")).contains("FETCHED " + LENGTH);
    assertThat(run("disk")).contains("FETCHED 0");
    assertThat(folder.resolve("disk/lone-0/journal")).exists();
    assertThat(folder.resolve("disk/node-0")).doesNotExist();
  }

  @Test
  void killedProcessLeavesWhatItHadWritten() throws Exception {
    try (ChildProgram first = start("disk", "stay")) {
      first.await("WRITTEN");
      first.signal("KILL");
      first.exitValue();
    }
    assertThat(run("disk")).contains("FETCHED 0");
  }

  @Test
  void processBesideAnotherHasASlotOfItsOwn() throws Exception {
    try (ChildProgram first = start("disk", "stay")) {
      first.await("WRITTEN");
      assertThat(run("disk")).contains("FETCHED " + LENGTH);
      assertThat(folder.resolve("disk/lone-1/journal")).exists();
    }
  }

  @Test
  void directoryThatCannotBeUsedCostsOnlyTheDisk() throws Exception {
    Files.writeString(folder.resolve("file"), "no directory");
    assertThat(run("file"))
        .contains("FETCHED " + LENGTH)
        .anyMatch(line -> line.contains("this process caches in memory only"));
  }

  private List<String> run(String directory) throws Exception {
    try (ChildProgram program = start(directory, "end")) {
      program.await("FETCHED");
      assertThat(program.exitValue()).as("%s", program.lines()).isZero();
      return program.lines();
    }
  }

  private ChildProgram start(String directory, String then) throws Exception {
    return ChildProgram.start(
        folder, LoneProgram.class, List.of(folder.resolve(directory).toString(), then));
  }

  /** Reads a file of pseudo-random bytes through a cache of its own. */
  static final class LoneProgram {

    private LoneProgram() {}

    public static void main(String[] arguments) throws Exception {
      Map<String, String> options = new HashMap<>();
      options.put(CacheOptions.BLOCK_SIZE.key(), "64k");
      options.put(CacheOptions.GROUP_SIZE.key(), "256k");
      options.put(CacheOptions.MEMORY_SIZE.key(), "8m");
      options.put(CacheOptions.DISK_DIRS.key(), arguments[0]);
      options.put(CacheOptions.DISK_SIZE.key(), "16m");
      options.put(CacheOptions.DISK_FREE.key(), "0");
      MemoryUnderStore underStore = new MemoryUnderStore();
      byte[] content = underStore.put("mem://a", LENGTH);
      BlockCache cache =
          KindlingProcess.cache(Settings.read(CacheOptions.ALL, options::get), "ann");
      try (CachedFile file =
          cache.open(underStore.open("mem://a", Strength.STRONG, "ann"), "ann")) {
        byte[] bytes = new byte[LENGTH];
        if (file.read(0, bytes, 0, LENGTH) != LENGTH || !Arrays.equals(bytes, content)) {
          throw new AssertionError("wrong bytes");
        }
      }
      System.out.println("FETCHED " + cache.metrics().get(Metric.FETCHED_BYTES));
      if (arguments[1].equals("stay")) {
        while (cache.metrics().get(Metric.BLOCKS_DEMOTED) * (64 << 10) < LENGTH) {
          Thread.sleep(10);
        }
        System.out.println("WRITTEN");
        while (System.in.read() >= 0) {
          // Nothing is said; the end of the input is the parent's end.
        }
      }
    }
  }
}

package io.kindling.cache.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.cache.cluster.ChildProgram;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.store.MemoryBudget.Demand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process in a real control group of 320 MiB, by whichever version the machine has. Skipped where
 * this user may not make one.
 */
class ControlGroupIT {

  private static final long LIMIT = 320L << 20;

  @TempDir private Path folder;
  private Path group;

  @BeforeEach
  void makeTheGroup() {
    Path root = Path.of("/sys/fs/cgroup");
    boolean first = Files.isDirectory(root.resolve("memory"));
    group = root.resolve((first ? "memory/" : "") + "kindling-test-" + UUID.randomUUID());
    try {
      Files.createDirectory(group);
      Files.writeString(
          group.resolve(first ? "memory.limit_in_bytes" : "memory.max"), Long.toString(LIMIT));
    } catch (IOException forbidden) {
      assumeTrue(false, "no control group can be made here: " + forbidden);
    }
  }

  @AfterEach
  void removeTheGroup() throws IOException {
    Files.deleteIfExists(group);
  }

  @Test
  void limitOfTheGroupIsSeenAndNamed() throws Exception {
    try (ChildProgram program =
        ChildProgram.start(
            folder,
            List.of("sh", "-c", "echo $$ > " + group + "/cgroup.procs && exec \"$@\"", "sh"),
            BudgetProgram.class,
            List.of())) {
      program.await("TAKEN 33554432");
      program.await("REFUSED");
      program.awaitContaining("are more than the 320m of " + group);
      program.awaitContaining("raise the container's memory limit");
      int ignored = program.exitValue();
    }
  }

  /** Asks for 32 MiB, then for 100 MiB, with a heap of 256 MiB. */
  static final class BudgetProgram {

    private BudgetProgram() {}

    public static void main(String[] arguments) {
      MemoryBudget budget = MemoryBudget.ofThisProcess(0);
      System.out.println("TAKEN " + budget.capacity(Demand.direct(32 << 20)));
      try {
        System.out.println("TAKEN " + budget.capacity(Demand.direct(100 << 20)));
      } catch (InvalidSettingsException refused) {
        System.out.println("REFUSED " + refused.getMessage());
      }
    }
  }
}

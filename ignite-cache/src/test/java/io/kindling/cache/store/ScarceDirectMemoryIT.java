package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store does in a JVM whose direct memory ends before the store's capacity does. */
class ScarceDirectMemoryIT {

  private static final int MIB = 1 << 20;

  @Test
  @Timeout(60)
  void theStoreGoesOnWithTheSegmentsItGot() throws Exception {
    assertThat(run("-XX:MaxDirectMemorySize=44m", 64 * MIB, 16 * MIB, 60, 1))
        .contains("capacity " + 32 * MIB + " held 32")
        .contains("direct memory ran out: the store goes on with 33554432 bytes")
        .contains("Raise -XX:MaxDirectMemorySize or lower fs.cache.memory.size");
  }

  @Test
  @Timeout(60)
  void withoutASingleSegmentEveryBlockIsRefusedWithTheWayOut() throws Exception {
    assertThat(run("-XX:MaxDirectMemorySize=4m", 64 * MIB, 16 * MIB, 1, 1))
        .contains("refused: no direct memory for block")
        .contains("Raise -XX:MaxDirectMemorySize or lower fs.cache.memory.size");
  }

  @Test
  @Timeout(60)
  void aClosedStoreGivesItsMemoryBackEvenWhileSomeoneKnowsIt() throws Exception {
    assertThat(run("-XX:MaxDirectMemorySize=44m", 32 * MIB, 16 * MIB, 32, 5))
        .contains("5 closed")
        .doesNotContain("ran out")
        .doesNotContain("refused");
  }

  /** Starts the program in a JVM of its own and returns all it printed. */
  private static String run(String flag, int capacity, int segmentSize, int blocks, int stores)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", flag));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ScarceDirectMemory.class.getName());
    command.addAll(
        List.of(
            Integer.toString(capacity),
            Integer.toString(segmentSize),
            Integer.toString(blocks),
            Integer.toString(stores)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}

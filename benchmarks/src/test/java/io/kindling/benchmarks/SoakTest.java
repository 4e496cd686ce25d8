package io.kindling.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The soak for a minute. */
@Tag("full")
class SoakTest {

  @Test
  @Timeout(900)
  void aMinuteOfReadsAndKilledNodesLeavesEverythingFlat(@TempDir Path folder) throws Exception {
    assertThat(new Soak().run(new Scale(Scale.Effort.SMOKE, folder, Duration.ofSeconds(60))))
        .extracting(Row::name)
        .contains("growth of resident of node 0", "growth of handles of client");
    assertThat(folder).as("what the soak leaves").isEmptyDirectory();
  }
}

package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Spark asks YARN for, by its configuration. */
class YarnContainerTest {

  private static final long MIB = 1L << 20;
  private static final Map<String, String> YARN =
      Map.of("CONTAINER_ID", "container_e01_1700000000000_0001_01_000002");

  @Test
  void executorMemoryAndOverheadAreAdded() {
    assertThat(memory("spark.executor.memory", "4g", "spark.executor.memoryOverhead", "2048"))
        .isEqualTo(6 * 1024 * MIB);
  }

  @Test
  void defaultOverheadIsAFactorOrTheLeast() {
    assertThat(memory()).isEqualTo((1024 + 384) * MIB);
    assertThat(memory("spark.executor.memory", "10g")).isEqualTo(11 * 1024 * MIB);
    assertThat(memory("spark.executor.memory", "10g", "spark.executor.memoryOverheadFactor", "0.5"))
        .isEqualTo(15 * 1024 * MIB);
  }

  @Test
  void sizesHaveSparksUnits() {
    assertThat(
            memory("spark.executor.memory", "2048m", "spark.executor.memoryOverhead", "1048576k"))
        .isEqualTo(3 * 1024 * MIB);
  }

  @Test
  void outsideYarnNothingIsKnown() {
    assertThat(YarnContainer.memory(Map.of(), key -> null)).isZero();
  }

  @Test
  void sizeThatCannotBeReadIsNotKnown() {
    assertThat(memory("spark.executor.memory", "a lot")).isZero();
  }

  private static long memory(String... settings) {
    Map<String, String> spark = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      spark.put(settings[i], settings[i + 1]);
    }
    return YarnContainer.memory(YARN, spark::get);
  }
}

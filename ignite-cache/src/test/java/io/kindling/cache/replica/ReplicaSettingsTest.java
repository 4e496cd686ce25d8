package io.kindling.cache.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplicaSettingsTest {

  private final ReplicaSettings settings = new ReplicaSettings(100, Duration.ofSeconds(10), 1);

  @Test
  void groupGetsAsManyNodesAsItsReadersNeed() {
    assertThat(settings.wanted(0, 1, 1, 8)).isEqualTo(1);
    assertThat(settings.wanted(100, 1, 1, 8)).isEqualTo(1);
    assertThat(settings.wanted(101, 1, 1, 8)).isEqualTo(2);
    assertThat(settings.wanted(450, 1, 1, 8)).isEqualTo(5);
    assertThat(settings.wanted(450, 1, 1, 3)).isEqualTo(3);
    assertThat(settings.wanted(1e12, 1, 1, 1)).isEqualTo(1);
  }

  @Test
  void groupGoesDownOneByOneAndNotAtTheBorder() {
    assertThat(settings.wanted(150, 2, 1, 8)).isEqualTo(2);
    assertThat(settings.wanted(51, 2, 1, 8)).isEqualTo(2);
    assertThat(settings.wanted(49, 2, 1, 8)).isEqualTo(1);
    assertThat(settings.wanted(0, 5, 1, 8)).isEqualTo(4);
    assertThat(settings.wanted(0, 5, 2, 8)).isEqualTo(4);
    assertThat(settings.wanted(0, 2, 2, 8)).isEqualTo(2);
  }

  @Test
  void policyThatHasChangedCounts() {
    assertThat(settings.wanted(1000, 5, 1, 2)).isEqualTo(2);
    assertThat(settings.wanted(0, 1, 3, 8)).isEqualTo(3);
  }
}

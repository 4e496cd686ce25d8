package io.kindling.cache.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HeatTest {

  private static final String GROUP = "a group";
  private static final int MOST = 3;

  private final AtomicLong now = new AtomicLong(5_000_000_000L);
  private final Heat<String> heat = new Heat<>(Duration.ofSeconds(10), MOST, now::get);

  @Test
  void rateComesToWhatIsReadAllTheTime() {
    for (int second = 0; second < 100; second++) {
      heat.add(GROUP, 700);
      pass(Duration.ofSeconds(1));
      heat.decay();
    }
    assertThat(heat.rate(GROUP)).isCloseTo(700, Percentage.withPercentage(1));
    assertThat(heat.above(600)).containsExactly(GROUP);
    assertThat(heat.above(800)).isEmpty();
  }

  @Test
  void halfIsLeftAfterAHalfLifeHoweverOftenOneLooks() {
    heat.add(GROUP, 1_000_000);
    pass(Duration.ofSeconds(1));
    heat.decay();
    double before = heat.rate(GROUP);
    pass(Duration.ofSeconds(4));
    heat.decay();
    pass(Duration.ofSeconds(6));
    heat.decay();
    assertThat(heat.rate(GROUP)).isCloseTo(before / 2, Percentage.withPercentage(1));
  }

  @Test
  void coldGroupIsForgotten() {
    heat.add(GROUP, 1_000);
    assertThat(heat.addIfKnown(GROUP, 1)).isTrue();
    pass(Duration.ofSeconds(1));
    heat.decay();
    pass(Duration.ofMinutes(10));
    heat.decay();
    assertThat(heat.addIfKnown(GROUP, 1)).isFalse();
    assertThat(heat.rate(GROUP)).isZero();
  }

  @Test
  void hottestComeFirstAndTooManyAreNotCounted() {
    heat.add("cool", 1_000);
    heat.add("hot", 9_000);
    heat.add("warm", 5_000);
    heat.add("late", 100_000);
    pass(Duration.ofSeconds(1));
    heat.decay();
    assertThat(heat.hottest(2)).containsExactly("hot", "warm");
    assertThat(heat.hottest(10)).containsExactly("hot", "warm", "cool");
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}

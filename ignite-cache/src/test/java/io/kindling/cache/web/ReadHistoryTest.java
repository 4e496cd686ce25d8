package io.kindling.cache.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsSnapshot;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadHistoryTest {

  private static final long START = 1_700_000_000_000L;

  private final ReadHistory history = new ReadHistory(Duration.ofSeconds(5));

  @Test
  void stepHasWhatWasReadInItFromEverySource() {
    history.add(START, Map.of("a", counters(100, 40)));
    history.add(START + 5_000, Map.of("a", counters(160, 50)));
    assertThat(history.steps(ReadHistory.Range.HOUR).points())
        .containsExactly(
            new ReadHistory.Point(START, 0, 0, 0, 0, 0),
            new ReadHistory.Point(START + 5_000, 70, 60, 0, 0, 10));
  }

  @Test
  void nodeThatComesOrGoesChangesNothing() {
    history.add(START, Map.of("a", counters(100, 0), "b", counters(1_000, 0)));
    history.add(START + 5_000, Map.of("a", counters(110, 0), "c", counters(50_000, 0)));
    history.add(START + 10_000, Map.of("a", counters(110, 0), "c", counters(50_007, 0)));
    assertThat(history.steps(ReadHistory.Range.HOUR).points())
        .extracting(ReadHistory.Point::requested)
        .containsExactly(0L, 10L, 7L);
  }

  @Test
  void takesTheSameRoomHoweverLongItRunsAndLosesNothingOfADay() {
    int steps = 2 * 24 * 720;
    for (int step = 0; step <= steps; step++) {
      history.add(START + 5_000L * step, Map.of("a", counters(step, 0)));
    }
    ReadHistory.Steps hour = history.steps(ReadHistory.Range.HOUR);
    ReadHistory.Steps day = history.steps(ReadHistory.Range.DAY);
    assertThat(hour.step()).isEqualTo(Duration.ofSeconds(5));
    assertThat(hour.points()).hasSizeBetween(720, 722);
    assertThat(day.step()).isEqualTo(Duration.ofMinutes(1));
    assertThat(day.points()).hasSizeBetween(1_439, 1_441);
    assertThat(day.points().subList(1, 1_000)).allMatch(point -> point.requested() == 12);
    assertThat(history.lately(Duration.ofMinutes(5)).points()).hasSize(60);
  }

  private static MetricsSnapshot counters(long memory, long underStore) {
    Metrics metrics = new Metrics();
    metrics.add(Metric.REQUESTED_BYTES, memory + underStore);
    metrics.add(Metric.MEMORY_BYTES, memory);
    metrics.add(Metric.UNDER_STORE_BYTES, underStore);
    return metrics.snapshot();
  }
}

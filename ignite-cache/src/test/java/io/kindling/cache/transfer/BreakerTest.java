package io.kindling.cache.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final Duration PAUSE = Duration.ofSeconds(5);
  private final IOException silence = new IOException("no sign");

  private long now = 1;
  private final Breaker breaker = new Breaker(PAUSE, () -> now);

  @Test
  void nobodyCallsDuringThePauseAndOneAtATimeAfterIt() {
    assertThat(breaker.objection()).isNull();
    breaker.failed(silence);
    assertThat(breaker.objection()).isSameAs(silence);

    now += PAUSE.toNanos();
    assertThat(breaker.objection()).as("the one that tries").isNull();
    assertThat(breaker.objection()).as("another meanwhile").isSameAs(silence);

    breaker.succeeded();
    assertThat(breaker.objection()).isNull();
    assertThat(breaker.objection()).isNull();
  }

  @Test
  void pauseGrowsWhileTriesFailAndIsShortAgainAfterASuccess() {
    breaker.failed(silence);
    Duration pause = PAUSE;
    for (int attempt = 0; attempt < 6; attempt++) {
      now += pause.toNanos() - 1;
      assertThat(breaker.objection()).as("before the end of %s", pause).isSameAs(silence);
      now += 1;
      assertThat(breaker.objection()).as("after %s", pause).isNull();
      breaker.failed(silence);
      pause = pause.multipliedBy(2);
      if (pause.compareTo(Breaker.LONGEST_PAUSE) > 0) {
        pause = Breaker.LONGEST_PAUSE;
      }
    }
    now += pause.toNanos();
    assertThat(breaker.objection()).isNull();
    breaker.succeeded();
    breaker.failed(silence);
    now += PAUSE.toNanos();
    assertThat(breaker.objection()).isNull();
  }

  @Test
  void callersThatFailTogetherMakeThePauseNoLonger() {
    for (int caller = 0; caller < 10; caller++) {
      breaker.failed(silence);
    }
    now += PAUSE.toNanos();
    assertThat(breaker.objection()).isNull();
  }

  @Test
  void interruptedTryLeavesTheTurnToTheNext() {
    breaker.failed(silence);
    now += PAUSE.toNanos();
    assertThat(breaker.objection()).isNull();
    breaker.gaveUp();
    assertThat(breaker.objection()).isNull();
  }
}

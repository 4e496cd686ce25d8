package io.kindling.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CutRuleTest {

  private final CutRule rule = new CutRule();
  private long now;

  @Test
  void largerSideGoesOnAndTheSmallerDoesNot() {
    fail(4, 5);
    assertThat(rule.mayGoOn(List.of(1L, 2L, 3L), now)).isTrue();
    assertThat(sideOf(4, 5).mayGoOn(List.of(4L, 5L), now)).isFalse();
  }

  @Test
  void ofEqualSidesTheOneWithTheOldestMemberGoesOn() {
    fail(2, 4);
    assertThat(rule.mayGoOn(List.of(1L, 3L), now)).isTrue();
    assertThat(sideOf(2, 4).mayGoOn(List.of(2L, 4L), now)).isFalse();
  }

  @Test
  void deadMemberIsOnNoSide() {
    fail(1, 2, 3);
    rule.dead(1);
    rule.dead(2);
    assertThat(rule.mayGoOn(List.of(4L), now)).isFalse();
    rule.dead(3);
    assertThat(rule.anyMissing(now)).isFalse();
    assertThat(rule.mayGoOn(List.of(4L), now)).isTrue();
  }

  @Test
  void memberThatFailedLongAgoIsOnNoSide() {
    fail(1);
    now += CutRule.MEMORY.toNanos() + 1;
    fail(2);
    assertThat(rule.mayGoOn(List.of(3L, 4L), now)).isTrue();
    now += CutRule.MEMORY.toNanos() + 1;
    fail(3);
    assertThat(rule.mayGoOn(List.of(4L), now)).as("the oldest of two is missing").isFalse();
  }

  @Test
  void atMostOneSideOfAnyCutGoesOn() {
    for (int members = 2; members <= 9; members++) {
      for (int cut = 1; cut < (1 << members) - 1; cut++) {
        int here = cut;
        List<Long> one =
            LongStream.range(0, members).filter(order -> (here >> order & 1) == 1).boxed().toList();
        List<Long> other =
            LongStream.range(0, members).filter(order -> (here >> order & 1) == 0).boxed().toList();
        boolean oneGoesOn = goesOn(one, other);
        assertThat(oneGoesOn).isNotEqualTo(goesOn(other, one));
      }
    }
  }

  private boolean goesOn(List<Long> living, List<Long> missing) {
    CutRule side = new CutRule();
    missing.forEach(order -> side.failed(order, now));
    return side.mayGoOn(living, now);
  }

  /** The rule as those see it who have these orders, of five members or four. */
  private CutRule sideOf(long... living) {
    CutRule side = new CutRule();
    int members = living[living.length - 1] == 5 ? 5 : 4;
    LongStream.rangeClosed(1, members)
        .filter(order -> LongStream.of(living).noneMatch(each -> each == order))
        .forEach(order -> side.failed(order, now));
    return side;
  }

  private void fail(long... orders) {
    LongStream.of(orders).forEach(order -> rule.failed(order, now));
  }
}

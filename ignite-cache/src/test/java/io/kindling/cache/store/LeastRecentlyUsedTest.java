package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The order of leaving, by slot. */
class LeastRecentlyUsedTest {

  private final LeastRecentlyUsed policy = new LeastRecentlyUsed();

  @Test
  void anEmptyPolicyHasNobodyToEvict() {
    assertThat(policy.candidate()).isZero();
    assertThat(policy.order()).isEmpty();
  }

  @Test
  void blocksLeaveInTheOrderOfTheirLastUse() {
    policy.added(1);
    policy.added(2);
    policy.added(3);
    policy.used(1);
    assertThat(policy.order()).containsExactly(2, 3, 1);
    assertThat(policy.candidate()).isEqualTo(2);
    policy.removed(3);
    policy.used(2);
    assertThat(policy.order()).containsExactly(1, 2);
    assertThat(policy.size()).isEqualTo(2);
  }

  @Test
  void theOnlyBlockMayBeUsedAndRemovedAndComeBack() {
    policy.added(7);
    policy.used(7);
    assertThat(policy.candidate()).isEqualTo(7);
    policy.removed(7);
    policy.used(7);
    assertThat(policy.candidate()).isZero();
    policy.added(7);
    assertThat(policy.order()).containsExactly(7);
  }

  @Test
  void blockThatIsToLeaveFirstDoesUnlessItIsReadAgain() {
    policy.added(1);
    policy.added(2);
    policy.added(3);
    policy.leaveFirst(2);
    assertThat(policy.order()).containsExactly(2, 1, 3);
    policy.leaveFirst(3);
    assertThat(policy.order()).containsExactly(3, 2, 1);
    policy.used(2);
    assertThat(policy.order()).containsExactly(3, 1, 2);
    policy.leaveFirst(7);
    policy.removed(3);
    policy.removed(1);
    policy.leaveFirst(2);
    assertThat(policy.order()).containsExactly(2);
  }

  @Test
  void slotsMayBeAnyNumber() {
    policy.added(100_000);
    policy.added(1);
    policy.used(100_000);
    assertThat(policy.order()).containsExactly(1, 100_000);
  }

  @Test
  void addingTwiceOrRemovingWhatIsNotThereIsAnError() {
    policy.added(1);
    assertThatThrownBy(() -> policy.added(1)).isInstanceOf(IllegalStateException.class);
    policy.removed(1);
    assertThatThrownBy(() -> policy.removed(1)).isInstanceOf(IllegalStateException.class);
  }
}

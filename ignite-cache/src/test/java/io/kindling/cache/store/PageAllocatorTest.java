package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which pages are dealt out, and that each is dealt out once. */
class PageAllocatorTest {

  @Test
  void runsFollowOneAnother() {
    PageAllocator pages = new PageAllocator(10, 10);
    assertThat(pages.take(3)).containsExactly(0, 3);
    assertThat(pages.take(4)).containsExactly(3, 4);
    assertThat(pages.used()).isEqualTo(7);
    assertThat(pages.free()).isEqualTo(3);
    assertThat(pages.take(4)).isNull();
  }

  @Test
  void theSearchGoesOnWhereTheLastRunEnded() {
    PageAllocator pages = new PageAllocator(10, 10);
    int[] first = pages.take(2);
    pages.take(2);
    pages.release(first);
    assertThat(pages.take(2)).containsExactly(4, 2);
  }

  @Test
  void aNewSegmentIsOpenedOnlyWhenTheOldOnesHaveNoRunLongEnough() {
    PageAllocator pages = new PageAllocator(8, 4);
    assertThat(pages.take(3)).containsExactly(0, 3);
    assertThat(pages.take(1)).containsExactly(3, 1);
    assertThat(pages.take(2)).containsExactly(4, 2);
    pages.release(new int[] {0, 3});
    assertThat(pages.take(3)).containsExactly(0, 3);
  }

  @Test
  void aRunNeverCrossesASegment() {
    PageAllocator pages = new PageAllocator(9, 4);
    assertThat(pages.take(3)).containsExactly(0, 3);
    assertThat(pages.take(3)).containsExactly(4, 3);
    assertThat(pages.take(3)).containsExactly(8, 1, 3, 1, 7, 1);
    assertThat(pages.free()).isZero();
  }

  @Test
  void scatteredPagesAreTakenLongestRunsFirst() {
    PageAllocator pages = new PageAllocator(12, 12);
    List<int[]> taken = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      taken.add(pages.take(1));
    }
    for (int page : new int[] {1, 4, 5, 7, 8, 9}) {
      pages.release(taken.get(page));
    }
    assertThat(pages.take(6)).containsExactly(7, 3, 4, 2, 1, 1);
  }

  @Test
  void aPageGivenBackTwiceIsNoticed() {
    PageAllocator pages = new PageAllocator(4, 4);
    int[] run = pages.take(2);
    pages.release(run);
    assertThatThrownBy(() -> pages.release(run)).isInstanceOf(IllegalStateException.class);
    pages.checkInvariants();
  }

  @Test
  void segmentsBeyondTheLimitAreNotDealtOutUntilItIsRaised() {
    PageAllocator pages = new PageAllocator(12, 4);
    int[] inFirst = pages.take(4);
    int[] inSecond = pages.take(4);
    assertThat(pages.limit(1)).isTrue();
    assertThat(pages.limit(1)).isFalse();
    pages.checkInvariants();
    assertThat(pages.total()).isEqualTo(4);
    assertThat(pages.take(1)).isNull();
    pages.release(inSecond);
    pages.checkInvariants();
    assertThat(pages.used()).isEqualTo(4);
    assertThat(pages.take(1)).isNull();
    pages.release(inFirst);
    assertThat(pages.take(4)).containsExactly(0, 4);
    pages.checkInvariants();
    assertThat(pages.limit(9)).isTrue();
    pages.checkInvariants();
    assertThat(pages.take(8)).isNotNull();
    assertThat(pages.free()).isZero();
    pages.checkInvariants();
  }

  @Test
  void randomTrafficOwnsEveryPageOnceAndCanAlwaysUseAllFreeOnes() {
    Random random = new Random(11);
    PageAllocator pages = new PageAllocator(1000, 64);
    List<int[]> held = new ArrayList<>();
    BitSet owned = new BitSet();
    for (int step = 0; step < 20_000; step++) {
      int wanted = 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 20);
      int[] runs = pages.take(wanted);
      assertThat(runs != null).isEqualTo(owned.cardinality() + wanted <= 1000);
      if (runs == null) {
        int[] victim = held.remove(random.nextInt(held.size()));
        pages.release(victim);
        mark(owned, victim, false);
      } else {
        held.add(runs);
        assertThat(mark(owned, runs, true)).isEqualTo(wanted);
      }
      if (step % 100 == 0) {
        pages.checkInvariants();
      }
    }
    held.forEach(pages::release);
    pages.checkInvariants();
    assertThat(pages.used()).isZero();
  }

  /** Marks the pages of runs, each of which must not be in that state yet; tells how many. */
  private static int mark(BitSet owned, int[] runs, boolean state) {
    int marked = 0;
    for (int i = 0; i < runs.length; i += 2) {
      assertThat(runs[i] / 64).isEqualTo((runs[i] + runs[i + 1] - 1) / 64);
      for (int page = runs[i]; page < runs[i] + runs[i + 1]; page++) {
        assertThat(owned.get(page)).isNotEqualTo(state);
        owned.set(page, state);
        marked++;
      }
    }
    return marked;
  }
}

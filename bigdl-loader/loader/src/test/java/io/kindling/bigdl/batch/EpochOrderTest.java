package io.kindling.bigdl.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {

  /** Ten pictures in each of 23 packs, in runs of up to four. */
  private static final int[] FIRST = IntStream.rangeClosed(0, 23).map(pack -> 10 * pack).toArray();

  private static final int[] RUNS = {0, 4, 5, 9, 12, 16, 20};

  @Test
  void everyPictureComesOnceInWindowsThatGrow() {
    EpochOrder order = EpochOrder.growing(FIRST, RUNS, 8, 3);

    assertThat(IntStream.range(0, order.size()).map(order::picture).sorted().toArray())
        .containsExactly(IntStream.range(0, 230).toArray());
    assertThat(IntStream.range(0, order.windows()).map(window -> order.packs(window).length))
        .containsExactly(1, 2, 4, 8, 8);
    for (int position = 0; position < order.size(); position++) {
      int pack = order.picture(position) / 10;
      assertThat(order.packs(order.window(position))).contains(pack);
    }
  }

  @Test
  void packsOfARunFollowEachOther() {
    EpochOrder order = EpochOrder.growing(FIRST, RUNS, 8, 3);

    int[] packs =
        IntStream.range(0, order.windows())
            .flatMap(window -> Arrays.stream(order.packs(window)))
            .toArray();
    List<Integer> begins = Arrays.stream(RUNS).boxed().toList();
    for (int i = 1; i < packs.length; i++) {
      assertThat(packs[i] == packs[i - 1] + 1 || begins.contains(packs[i])).isTrue();
    }
    assertThat(packs).isNotEqualTo(IntStream.range(0, 23).toArray());
  }

  @Test
  void packsWithoutAPictureAreInNoPositionsWindow() {
    EpochOrder order = EpochOrder.growing(new int[] {0, 0, 3, 3, 5}, new int[] {0}, 2, 1);

    assertThat(IntStream.range(0, order.size()).map(order::window).toArray())
        .containsExactly(1, 1, 1, 2, 2);
  }
}

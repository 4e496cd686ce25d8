package io.kindling.examples.inception;

import static org.assertj.core.api.Assertions.assertThat;

import com.intel.analytics.bigdl.optim.Trigger$;
import com.intel.analytics.bigdl.utils.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IterationLogTest {

  @Test
  void notesTheLossOfEveryIterationAndEndsAfterTheLast() {
    List<String> told = new ArrayList<>();
    IterationLog log =
        new IterationLog(
            Trigger$.MODULE$.maxIteration(2), (number, loss) -> told.add(number + ": " + loss));

    assertThat(log.apply(state(1, null))).isFalse();
    assertThat(log.apply(state(2, 7.5f))).isFalse();
    assertThat(log.apply(state(3, 6.5f))).isTrue();

    assertThat(log.losses()).containsExactly(7.5f, 6.5f);
    assertThat(told).containsExactly("1: 7.5", "2: 6.5");
  }

  @Test
  void countsAnIterationOnceWhenAskedTwice() {
    IterationLog log = new IterationLog(Trigger$.MODULE$.maxIteration(5), (number, loss) -> {});

    log.apply(state(1, null));
    log.apply(state(2, 7.5f));
    log.apply(state(2, 7.5f));

    assertThat(log.losses()).containsExactly(7.5f);
  }

  private static Table state(int next, Float loss) {
    Table state = new Table(new Object[0]);
    state.update("neval", next);
    if (loss != null) {
      state.update("Loss", loss);
    }
    return state;
  }
}

package io.kindling.cache.owner;

import io.kindling.cache.owner.LeaseProtocolModel.Act;
import io.kindling.cache.owner.LeaseProtocolModel.Step;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The lease protocol under lost, late, repeated and damaged messages. */
class LeaseProtocolTest {

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void randomFaultsNeverBreakIt(@ForAll("steps") List<Step> steps) throws Exception {
    LeaseProtocolModel model = new LeaseProtocolModel();
    for (Step step : steps) {
      model.take(step);
    }
    model.finish();
  }

  /** Every order of the acts that end a lease or use one, five long. */
  @Example
  void shortHistoriesAreAllRight() throws Exception {
    List<Step> acts =
        List.of(
            new Step(Act.READ, 0),
            new Step(Act.DELIVER, 1),
            new Step(Act.REPEAT, 1),
            new Step(Act.WAIT, 0),
            new Step(Act.GIVE_UP, 0),
            new Step(Act.READ, 7));
    List<Step> history = new ArrayList<>();
    tryAll(acts, history, 5);
  }

  private static void tryAll(List<Step> acts, List<Step> history, int left) throws Exception {
    if (left == 0) {
      LeaseProtocolModel model = new LeaseProtocolModel();
      for (Step step : history) {
        model.take(step);
      }
      model.finish();
      return;
    }
    for (Step act : acts) {
      history.add(act);
      tryAll(acts, history, left - 1);
      history.remove(history.size() - 1);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Act> acts =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(Act.DELIVER)),
            Tuple.of(4, Arbitraries.just(Act.READ)),
            Tuple.of(3, Arbitraries.of(Act.values())));
    return Combinators.combine(acts, Arbitraries.integers().between(0, 100_000))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(120);
  }
}

package io.kindling.cache.store;

import io.kindling.cache.store.TieredStoreBesideModel.Act;
import io.kindling.cache.store.TieredStoreBesideModel.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/**
 * Random work on both tiers, restarts, kills and damaged bytes among it, compared with plain byte
 * arrays. The report names the seed.
 */
class TieredStoreModelTest {

  @Property(tries = 15, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void whatIsFoundIsWhatWasPut(@ForAll("steps") List<Step> steps) throws Exception {
    run(steps);
  }

  @Tag("full")
  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void whatIsFoundIsWhatWasPutInManyTries(@ForAll("steps") List<Step> steps) throws Exception {
    run(steps);
  }

  private static void run(List<Step> steps) throws Exception {
    Path folder = Files.createTempDirectory("tiered-model");
    try (TieredStoreBesideModel both = new TieredStoreBesideModel(folder)) {
      for (Step step : steps) {
        both.take(step);
      }
    }
    Files.delete(folder);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Act> acts =
        Arbitraries.frequencyOf(
            Tuple.of(30, Arbitraries.just(Act.PUT)),
            Tuple.of(40, Arbitraries.of(Act.READ, Act.READ_TWICE, Act.HOLD, Act.LET_GO)),
            Tuple.of(8, Arbitraries.of(Act.REMOVE, Act.DRAIN)),
            Tuple.of(2, Arbitraries.of(Act.PIN, Act.UNPIN)),
            Tuple.of(3, Arbitraries.of(Act.RESTART, Act.KILL, Act.DAMAGE)));
    return Combinators.combine(
            acts, Arbitraries.integers().between(0, 39), Arbitraries.integers().between(0, 100))
        .as(Step::new)
        .list()
        .ofMinSize(50)
        .ofMaxSize(150);
  }
}

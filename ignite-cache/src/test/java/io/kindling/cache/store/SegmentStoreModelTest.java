package io.kindling.cache.store;

import io.kindling.cache.store.StoreBesideModel.Act;
import io.kindling.cache.store.StoreBesideModel.Step;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Random work on small stores of various shapes, compared with a model: after each step, or less
 * often, because looking at the order of eviction brings it up to date.
 */
class SegmentStoreModelTest {

  private static final int PAGE = PageAllocator.PAGE_SIZE;

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void theStoreAgreesWithAPlainMap(
      @ForAll("steps") List<Step> steps,
      @ForAll("segments") int segment,
      @ForAll("pauses") int pause)
      throws Exception {
    StoreBesideModel both = new StoreBesideModel(24, segment);
    for (int i = 0; i < steps.size(); i++) {
      both.take(steps.get(i));
      if (i % pause == 0) {
        both.requireAgreement();
      }
    }
    both.requireAgreement();
    both.finish();
  }

  @Provide
  Arbitrary<Integer> segments() {
    return Arbitraries.of(1, 5, 10, 24);
  }

  @Provide
  Arbitrary<Integer> pauses() {
    return Arbitraries.of(1, 13, 1000);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Act> acts =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just(Act.PUT)), Tuple.of(5, Arbitraries.of(Act.values())));
    Arbitrary<Integer> lengths =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.integers().between(1, 3 * PAGE)),
            Tuple.of(1, Arbitraries.integers().between(1, 30 * PAGE)));
    return Combinators.combine(
            acts,
            Arbitraries.integers().between(0, 30),
            lengths,
            Arbitraries.integers().between(0, 100))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(200);
  }
}

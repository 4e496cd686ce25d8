package io.kindling.image.place;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The order in which the pictures of a set are read. */
public interface EpochOrder {
  /** As they were listed. */
  EpochOrder LISTED =
      new EpochOrder() {
        @Override
        public <T> List<T> of(List<T> items) {
          return items;
        }
      };

  /** All items, each once. */
  <T> List<T> of(List<T> items);

  /** An order of each epoch's own, the same for the same list, seed and epoch in every JVM. */
  static EpochOrder shuffled(long seed, long epoch) {
    long mixed = seed * 0x9e3779b97f4a7c15L + epoch;
    return new EpochOrder() {
      @Override
      public <T> List<T> of(List<T> items) {
        List<T> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, new Random(mixed));
        return shuffled;
      }
    };
  }
}

package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

/** What has to hold of a store that nobody is using at the moment, for tests of other packages. */
public final class StoreInvariants {

  private StoreInvariants() {}

  /** Fails when accounts do not agree, or a handle or writer was leaked. */
  public static void check(SegmentStore store) {
    assertThat(store.openHandles()).as("open handles").isZero();
    assertThat(store.openWriters()).as("open writers").isZero();
    store.checkInvariants();
  }
}

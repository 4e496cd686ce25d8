package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;

/** What has to hold of a store that nobody is using at the moment, for tests of other packages. */
public final class StoreInvariants {

  private StoreInvariants() {}

  /** As the other, of both tiers, once what is on its way between them has arrived. */
  public static void check(TieredStore store) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .untilAsserted(
            () -> {
              assertThat(store.disk().isIdle()).as("nothing waits for a disk").isTrue();
              check(store.memory());
              store.disk().checkInvariants();
            });
    assertThat(store.openHandles()).as("open handles").isZero();
    assertThat(store.used()).isLessThanOrEqualTo(store.capacity());
  }

  /** Fails when accounts do not agree, or a handle or writer was leaked. */
  public static void check(SegmentStore store) {
    assertThat(store.openHandles()).as("open handles").isZero();
    assertThat(store.openWriters()).as("open writers").isZero();
    store.checkInvariants();
  }
}

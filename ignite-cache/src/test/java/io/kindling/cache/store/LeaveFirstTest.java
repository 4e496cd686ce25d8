package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.policy.Eviction;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks that nobody is expected to need any more. */
class LeaveFirstTest {

  private static final int PAGE = PageAllocator.PAGE_SIZE;
  private static final String FOLDER = "s3a://b/train/";

  @RegisterExtension final StoresUnderTest stores = new StoresUnderTest();

  @ParameterizedTest
  @EnumSource
  void theyLeaveBeforeOthersUnlessTheyAreReadAgain(Eviction eviction) throws Exception {
    SegmentStore store = stores.ofPages(10);
    store.apply(PathPolicies.NONE.with(FOLDER, PathPolicy.DEFAULT.with(eviction)));
    put(store, FOLDER, 0, 10);
    leaveFirst(store, 9, 5, 6, 7);
    StoresUnderTest.read(store, StoresUnderTest.id(6));
    put(store, "s3a://b/other/", 20, 23);
    assertThat(held(store, 0, 10)).containsExactly(0, 1, 2, 3, 4, 6, 8);
    store.checkInvariants();
    if (eviction == Eviction.RESIDENT) {
      put(store, FOLDER, 30, 33);
      assertThat(held(store, 20, 23)).as("others make room for a resident path").isEmpty();
      assertThat(held(store, 0, 10)).containsExactly(0, 1, 2, 3, 4, 6, 8);
    }
  }

  @Test
  void theyLeaveFirstWithoutAnyPolicyAndAfterAChangeOfPolicies() throws Exception {
    SegmentStore store = stores.ofPages(10);
    put(store, FOLDER, 0, 10);
    leaveFirst(store, 8, 3);
    put(store, FOLDER, 20, 21);
    assertThat(held(store, 0, 10)).containsExactly(0, 1, 2, 4, 5, 6, 7, 8, 9);
    store.apply(PathPolicies.NONE.with(FOLDER, PathPolicy.DEFAULT.with(Eviction.LFU)));
    leaveFirst(store, 9, 99);
    store.apply(PathPolicies.NONE);
    put(store, FOLDER, 21, 23);
    assertThat(held(store, 0, 10)).doesNotContain(8, 9).hasSize(7);
  }

  @Test
  void roomForAResidentPathComesFromItsOwnOnes() throws Exception {
    SegmentStore store = stores.ofPages(10);
    store.apply(PathPolicies.NONE.with(FOLDER, PathPolicy.DEFAULT.with(Eviction.RESIDENT)));
    put(store, FOLDER, 0, 10);
    leaveFirst(store, 2, 3);
    put(store, FOLDER, 20, 22);
    assertThatThrownBy(() -> put(store, FOLDER, 22, 23)).isInstanceOf(StoreFullException.class);
    assertThat(held(store, 0, 30)).containsExactly(0, 1, 4, 5, 6, 7, 8, 9, 20, 21);
  }

  @Test
  void pinnedOnesAndThoseInUseStay() throws Exception {
    SegmentStore store = stores.ofPages(10);
    store.apply(PathPolicies.NONE.pin(FOLDER));
    put(store, FOLDER, 0, 5);
    put(store, "s3a://b/other/", 10, 15);
    leaveFirst(store, 0, 1, 10);
    try (BlockHandle inUse = store.acquire(StoresUnderTest.id(10))) {
      leaveFirst(store, 10);
      put(store, "s3a://b/other/", 20, 23);
      assertThat(inUse).isNotNull();
      assertThat(held(store, 0, 20)).containsExactly(0, 1, 2, 3, 4, 10, 14);
    }
  }

  @Test
  void theyLeaveTheDiskFirstToo(@TempDir Path folder) throws Exception {
    Metrics metrics = new Metrics();
    try (TieredStore store =
        TieredStore.open(
            SegmentStore.open(4L * PAGE, 4 * PAGE, metrics),
            new DiskSettings(List.of(folder), 10L * PAGE, 0, PAGE, 10 * PAGE),
            metrics)) {
      putSlowly(store, 0, 10);
      store.leaveFirst(StoresUnderTest.id(2));
      store.leaveFirst(StoresUnderTest.id(9));
      putSlowly(store, 10, 12);
      assertThat(held(store, 0, 12)).containsExactly(0, 1, 3, 4, 5, 6, 7, 8, 10, 11);
    }
  }

  private static void putSlowly(TieredStore store, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      put(store, FOLDER, i, i + 1);
      Awaitility.await().until(store.disk()::isIdle);
    }
  }

  private static void leaveFirst(BlockStore store, int... blocks) {
    IntStream.of(blocks).mapToObj(StoresUnderTest::id).forEach(store::leaveFirst);
  }

  private static void put(BlockStore store, String folder, int from, int to)
      throws StoreFullException {
    for (int i = from; i < to; i++) {
      try (BlockWriter writer =
          store.reserve(StoresUnderTest.id(i), PAGE, new BlockOrigin(folder + "a", 1))) {
        writer.write(StoresUnderTest.bytes(i, PAGE), 0, PAGE);
        writer.publish().close();
      }
    }
  }

  private static List<Integer> held(BlockStore store, int from, int to) {
    return IntStream.range(from, to)
        .filter(i -> store.contains(StoresUnderTest.id(i)))
        .boxed()
        .toList();
  }
}

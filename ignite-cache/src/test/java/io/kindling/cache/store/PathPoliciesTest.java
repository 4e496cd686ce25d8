package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.policy.Admission;
import io.kindling.cache.policy.Eviction;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PathPoliciesTest {

  private static final int PAGE = PageAllocator.PAGE_SIZE;

  @RegisterExtension final StoresUnderTest stores = new StoresUnderTest();
  private final Metrics metrics = new Metrics();

  @Test
  void mostSpecificPathWins() {
    PathPolicies policies =
        PathPolicies.NONE
            .with("s3a://b/", PathPolicy.DEFAULT.with(Eviction.LFU))
            .with("s3a://b/train/", PathPolicy.DEFAULT.with(Eviction.RESIDENT))
            .pin("s3a://b/train/one.bin");
    PathRules rules = new PathRules(policies);
    for (String uri :
        List.of("s3a://b/x", "s3a://b/train/x/y", "s3a://b/train/one.bin", "s3a://c/x")) {
      FileTag tag = FileTag.of(new BlockOrigin(uri, 1));
      assertThat(rules.policy(rules.of(tag.folder(), tag.fileHash())))
          .as(uri)
          .isEqualTo(policies.of(uri));
    }
    assertThat(policies.of("s3a://b/train/one.bin").eviction()).isEqualTo(Eviction.RESIDENT);
    assertThat(policies.of("s3a://c/x")).isEqualTo(PathPolicy.DEFAULT);
  }

  @Test
  void policiesAreTheSameAfterTheirText() {
    PathPolicies policies =
        PathPolicies.NONE
            .with(
                "s3a://b/with space/",
                PathPolicy.DEFAULT
                    .with(Eviction.LFU)
                    .withQuota(5)
                    .withTimeToLive(Duration.ofHours(3))
                    .withReplicas(2, 4)
                    .with(new Admission("*.jpg|*.png", "_*", 77, Admission.Touch.SECOND)))
            .pin("hdfs://n/x");
    assertThat(PathPolicies.parse(policies.text())).isEqualTo(policies);
    assertThatThrownBy(() -> PathPolicies.parse("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 1")
        .hasMessageContaining("nonsense");
  }

  @Test
  void pinnedBlocksStayUntilTheyAreUnpinned() throws Exception {
    SegmentStore store = store(10);
    put(store, "s3a://b/pin/a", 0, 4);
    store.apply(PathPolicies.NONE.pin("s3a://b/pin/"));
    put(store, "s3a://b/other/a", 100, 200);
    assertThat(held(store, 0, 4)).isEqualTo(4);
    store.apply(store.policies().unpin("s3a://b/pin/"));
    put(store, "s3a://b/other/a", 200, 220);
    assertThat(held(store, 0, 4)).isZero();
  }

  @Test
  void fileAloneCanBePinnedWhenItIsHeldAlready() throws Exception {
    SegmentStore store = store(10);
    put(store, "s3a://b/d/a", 0, 3);
    put(store, "s3a://b/d/b", 3, 6);
    store.apply(PathPolicies.NONE.pin("s3a://b/d/a"));
    put(store, "s3a://b/other/a", 100, 200);
    assertThat(held(store, 0, 3)).isEqualTo(3);
    assertThat(held(store, 3, 6)).isZero();
  }

  @Test
  void storeThatIsFullOfPinnedBlocksRefusesOthersAndSaysSo() throws Exception {
    SegmentStore store = store(4);
    store.apply(PathPolicies.NONE.pin("s3a://b/pin/"));
    put(store, "s3a://b/pin/a", 0, 4);
    assertThatThrownBy(() -> put(store, "s3a://b/x", 9, 10))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("policy");
  }

  @Test
  void quotaIsMadeOfThePathsOwnBlocksWhateverIsFree() throws Exception {
    SegmentStore store = store(100);
    store.apply(PathPolicies.NONE.with("s3a://b/small/", PathPolicy.DEFAULT.withQuota(5L * PAGE)));
    put(store, "s3a://b/large/a", 0, 50);
    put(store, "s3a://b/small/a", 100, 120);
    assertThat(held(store, 0, 50)).isEqualTo(50);
    assertThat(held(store, 100, 120)).isEqualTo(5);
    assertThat(held(store, 115, 120)).isEqualTo(5);
  }

  @Test
  void residentPathLeavesWhenNobodyHasReadItForItsTime() throws Exception {
    SegmentStore store = store(10);
    store.apply(
        PathPolicies.NONE.with(
            "s3a://b/r/",
            PathPolicy.DEFAULT.with(Eviction.RESIDENT).withIdle(Duration.ofMillis(300))));
    put(store, "s3a://b/r/a", 0, 10);
    assertThatThrownBy(() -> put(store, "s3a://b/r/b", 20, 21))
        .isInstanceOf(StoreFullException.class);
    Thread.sleep(400);
    put(store, "s3a://b/x/a", 100, 105);
    assertThat(held(store, 0, 10)).isEqualTo(5);
  }

  @Test
  void filesAreAdmittedByNameSizeAndSecondTouch() throws Exception {
    SegmentStore store = store(10);
    store.apply(
        PathPolicies.NONE
            .with(
                "s3a://b/names/",
                PathPolicy.DEFAULT.with(
                    new Admission("*.jpg|*.png", "tmp*", 100, Admission.Touch.FIRST)))
            .with(
                "s3a://b/twice/",
                PathPolicy.DEFAULT.with(new Admission("*", "", 0, Admission.Touch.SECOND))));
    put(store, "s3a://b/names/a.png", 0, 1);
    for (String refused : List.of("a.txt", "tmp-a.jpg")) {
      assertThatThrownBy(() -> put(store, "s3a://b/names/" + refused, 1, 2))
          .isInstanceOf(NotAdmittedException.class)
          .hasMessageContaining(refused);
    }
    BlockOrigin large = new BlockOrigin("s3a://b/names/large.jpg", 101);
    assertThatThrownBy(() -> store.reserve(StoresUnderTest.id(2), 10, large))
        .isInstanceOf(NotAdmittedException.class);
    assertThatThrownBy(() -> put(store, "s3a://b/twice/a", 5, 6))
        .isInstanceOf(NotAdmittedException.class);
    put(store, "s3a://b/twice/a", 5, 6);
    assertThat(held(store, 0, 10)).isEqualTo(2);
    assertThat(metrics.snapshot().get(Metric.NOT_ADMITTED)).isEqualTo(4);
  }

  @Test
  void blocksGoWhenTheirTimeIsOver() throws Exception {
    SegmentStore store = store(10);
    put(store, "s3a://b/short/a", 0, 3);
    put(store, "s3a://b/long/a", 3, 6);
    store.apply(
        PathPolicies.NONE.with(
            "s3a://b/short/", PathPolicy.DEFAULT.withTimeToLive(Duration.ofSeconds(1))));
    Awaitility.await().until(() -> held(store, 0, 3) == 0);
    assertThat(held(store, 3, 6)).isEqualTo(3);
    assertThat(metrics.snapshot().get(Metric.BLOCKS_EXPIRED)).isEqualTo(3);
  }

  @Test
  void blocksFromAnotherNodeAreAsOldAsTheyWereThereAndWereAdmittedThere() throws Exception {
    SegmentStore store = store(10);
    Admission none = new Admission("*", "*", 0, Admission.Touch.FIRST);
    store.apply(
        PathPolicies.NONE.with(
            "s3a://b/moved/", PathPolicy.DEFAULT.with(none).withTimeToLive(Duration.ofHours(1))));
    for (int i = 0; i < 4; i++) {
      int age = i < 2 ? 0 : 3700;
      try (BlockWriter writer =
          store.reserveMoved(
              StoresUnderTest.id(i), PAGE, new BlockOrigin("s3a://b/moved/a", 50), age)) {
        writer.write(StoresUnderTest.bytes(i, PAGE), 0, PAGE);
        try (BlockHandle handle = writer.publish()) {
          assertThat(handle.age()).isBetween(age, age + 60);
        }
      }
    }
    assertThat(held(store, 0, 4)).isEqualTo(4);
    store.apply(
        PathPolicies.NONE.with(
            "s3a://b/moved/", PathPolicy.DEFAULT.withTimeToLive(Duration.ofSeconds(25))));
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> held(store, 0, 4) == 2);
    assertThat(held(store, 0, 2)).isEqualTo(2);
  }

  @Test
  void settingsAndWhatTheyHoldSurviveTheProcess(@TempDir Path folder) throws Exception {
    PathPolicies policies = PathPolicies.NONE.pin("s3a://b/pin/");
    try (TieredStore first = tiered(folder)) {
      first.apply(policies);
      put(first, "s3a://b/pin/a", 0, 5);
    }
    try (TieredStore second = tiered(folder)) {
      assertThat(second.policies()).isEqualTo(policies);
      for (int i = 100; i < 200; i++) {
        put(second, "s3a://b/other/a", i, i + 1);
        Awaitility.await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(second.disk()::isIdle);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(StoresUnderTest.read(second, StoresUnderTest.id(i)))
            .isEqualTo(StoresUnderTest.bytes(i, PAGE));
      }
      assertThat(metrics.snapshot().get(Metric.DISK_EVICTED)).isPositive();
    }
  }

  private TieredStore tiered(Path folder) throws IOException {
    return TieredStore.open(
        SegmentStore.open(10L * PAGE, 10 * PAGE, metrics),
        new DiskSettings(List.of(folder), 30L * PAGE, 0, PAGE, 10 * PAGE),
        metrics);
  }

  private SegmentStore store(int pages) {
    return stores.open((long) pages * PAGE, pages * PAGE, metrics);
  }

  private static void put(BlockStore store, String uri, int from, int to)
      throws StoreFullException {
    for (int i = from; i < to; i++) {
      byte[] bytes = StoresUnderTest.bytes(i, PAGE);
      try (BlockWriter writer =
          store.reserve(StoresUnderTest.id(i), PAGE, new BlockOrigin(uri, 50))) {
        writer.write(bytes, 0, PAGE);
        writer.publish().close();
      }
    }
  }

  private static long held(BlockStore store, int from, int to) {
    long held = 0;
    for (int i = from; i < to; i++) {
      held += store.contains(StoresUnderTest.id(i)) ? 1 : 0;
    }
    return held;
  }
}

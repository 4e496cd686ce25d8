package io.kindling.cache.store;

import static io.kindling.cache.store.PageAllocator.PAGE_SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When segments are allocated: on demand and one ahead once the first is full, or all before. */
class SegmentsTest {

  private final Counted memory = new Counted();

  @Test
  void onlyAStoreThatHasOutgrownItsFirstSegmentGetsOneBeforeItIsNeeded() throws Exception {
    Segments segments = new Segments(6, 2, memory);
    assertThat(segments.ensure(0)).isEqualTo(3);
    Thread.sleep(50);
    assertThat(memory.segments).hasValue(1);
    assertThat(segments.ensure(1)).isEqualTo(3);
    await().until(() -> memory.segments.get() == 3);
    assertThat(segments.ensure(2)).isEqualTo(3);
    assertThat(memory.segments).hasValue(3);
    assertThat(segments.buffer(5L * PAGE_SIZE).capacity()).isEqualTo(2 * PAGE_SIZE);
  }

  @Test
  void whatCannotBeHadAheadIsNotTriedAgain() {
    memory.most = 2;
    Segments segments = new Segments(8, 2, memory);
    int ignored = segments.ensure(1);
    await().until(() -> memory.refused.get() == 1);
    assertThat(segments.ensure(1)).isEqualTo(2);
    assertThat(segments.ensure(2)).isEqualTo(2);
    assertThat(memory.refused).hasValue(1);
  }

  @Test
  void allCanBeAllocatedBeforeTheFirstIsNeeded() {
    Segments segments = new Segments(7, 2, memory);
    segments.prepareAll();
    await().until(() -> memory.segments.get() == 4);
    assertThat(segments.ensure(3)).isEqualTo(4);
    assertThat(memory.segments).hasValue(4);
    assertThat(segments.buffer(6L * PAGE_SIZE).capacity()).isEqualTo(PAGE_SIZE);
  }

  @Test
  void memoryThatRunsOutBeforeItIsNeededLimitsTheStore() {
    memory.most = 2;
    Segments segments = new Segments(8, 2, memory);
    segments.prepareAll();
    await().until(() -> memory.refused.get() == 1);
    assertThat(segments.ensure(3)).isEqualTo(2);
    assertThat(memory.refused).hasValue(1);
  }

  private static final class Counted implements SegmentMemory {
    final AtomicInteger segments = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    int most = Integer.MAX_VALUE;

    @Override
    public @Nullable ByteBuffer allocate(int bytes) {
      if (segments.get() == most) {
        refused.incrementAndGet();
        return null;
      }
      segments.incrementAndGet();
      return ByteBuffer.allocateDirect(bytes);
    }

    @Override
    public String name() {
      return "counted memory";
    }

    @Override
    public String wayOut() {
      return "Allow more.";
    }
  }
}

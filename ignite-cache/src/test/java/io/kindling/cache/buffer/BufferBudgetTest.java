package io.kindling.cache.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BufferBudgetTest {

  private static final int KIB = 1 << 10;

  private final Metrics metrics = new Metrics();
  private final BufferBudget budget = new BufferBudget(1024 * KIB, metrics);

  @Test
  void quarterIsKeptForThoseWhoCannotGoOnWithout() throws Exception {
    LentBuffer first = budget.tryTake(512 * KIB);
    assertThat(first).isNotNull();
    assertThat(budget.tryTake(512 * KIB)).isNull();
    assertThat(budget.tryReserve(512 * KIB)).isFalse();
    try (LentBuffer necessary = budget.take(512 * KIB)) {
      assertThat(necessary.bytes().remaining()).isGreaterThanOrEqualTo(512 * KIB);
      assertThat(budget.taken()).isEqualTo(1024 * KIB);
    }
    first.close();
    assertThat(budget.taken()).isZero();
    assertThat(metrics.snapshot().get(Metric.BUFFERS_REFUSED)).isEqualTo(2);
    assertThat(metrics.snapshot().get(Metric.BUFFER_BYTES)).isZero();
  }

  @Test
  void whoNeedsABufferWaitsForRoom() throws Exception {
    LentBuffer all = budget.take(1024 * KIB);
    CompletableFuture<LentBuffer> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return budget.take(100 * KIB);
              } catch (InterruptedIOException unexpected) {
                throw new IllegalStateException(unexpected);
              }
            });
    await().until(() -> metrics.snapshot().get(Metric.BUFFER_WAITS) == 1);
    assertThat(waiting).isNotDone();
    all.close();
    waiting.get().close();
    assertThat(budget.taken()).isZero();
  }

  @Test
  void waitingCanBeInterrupted() throws Exception {
    LentBuffer all = budget.take(1024 * KIB);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                budget.take(KIB).close();
              } catch (InterruptedIOException interrupted) {
                thrown.set(interrupted);
              }
            });
    waiting.start();
    await().until(() -> metrics.snapshot().get(Metric.BUFFER_WAITS) == 1);
    waiting.interrupt();
    waiting.join();
    all.close();
    assertThat(thrown.get()).hasMessageContaining("fs.cache.buffer.size");
  }

  @Test
  void buffersThatCameBackAreUsedAgainOrMakeRoomForOtherSizes() {
    LentBuffer first = budget.tryTake(256 * KIB);
    first.bytes().position(7);
    first.close();
    LentBuffer again = budget.tryTake(256 * KIB);
    assertThat(again.bytes()).isSameAs(first.bytes());
    assertThat(again.bytes().position()).isZero();
    again.close();
    assertThat(budget.held()).isEqualTo(256 * KIB);
    budget.tryTake(768 * KIB).close();
    LentBuffer other = budget.tryTake(640 * KIB);
    assertThat(budget.held()).isLessThanOrEqualTo(budget.limit());
    other.close();
  }

  @Test
  void bufferLargerThanTheBudgetIsGivenWhenNothingElseIsTaken() throws Exception {
    try (LentBuffer large = budget.take(4096 * KIB)) {
      assertThat(large.bytes().capacity()).isGreaterThanOrEqualTo(4096 * KIB);
    }
    assertThat(budget.held()).isLessThanOrEqualTo(budget.limit());
  }

  @Test
  void closingTwiceGivesBackOnce() {
    LentBuffer buffer = budget.tryTake(64 * KIB);
    buffer.close();
    buffer.close();
    assertThat(budget.taken()).isZero();
    assertThat(budget.held()).isEqualTo(64 * KIB);
  }

  @Test
  void neverMoreThanTheBudgetIsHeldByManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> all = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int seed = thread;
      all.add(threads.submit(() -> takeAndGive(new Random(seed))));
    }
    for (Future<?> each : all) {
      join(each);
    }
    threads.shutdown();
    assertThat(budget.taken()).isZero();
    assertThat(metrics.snapshot().get(Metric.BUFFER_BYTES)).isZero();
  }

  private Void takeAndGive(Random random) throws InterruptedIOException {
    for (int i = 0; i < 2000; i++) {
      int size = 1 + random.nextInt(300 * KIB);
      try (LentBuffer buffer = random.nextBoolean() ? budget.take(size) : budget.tryTake(size)) {
        assertThat(budget.held()).isLessThanOrEqualTo(budget.limit());
        assertThat(buffer == null || buffer.bytes().capacity() >= size).isTrue();
      }
    }
    return null;
  }

  private static void join(Future<?> task) throws Exception {
    try {
      task.get();
    } catch (ExecutionException failed) {
      throw new AssertionError(failed.getCause());
    }
  }
}

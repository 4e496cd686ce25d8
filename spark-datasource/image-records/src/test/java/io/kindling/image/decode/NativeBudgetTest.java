package io.kindling.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NativeBudgetTest {
  private static final long MIB = 1L << 20;

  private final NativeBudget budget = new NativeBudget(10 * MIB);

  @Test
  void whatDoesNotFitWaitsUntilItDoes() throws Exception {
    assertRunningTogether(1, 6, 6);
    assertRunningTogether(2, 4, 5);
  }

  @Test
  void pictureLargerThanTheBudgetIsDecodedAlone() throws Exception {
    assertRunningTogether(1, 1000, 1);
  }

  @Test
  void roomOfFailedWorkIsGivenBack() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThatExceptionOfType(UndecodableImageException.class)
          .isThrownBy(
              () ->
                  budget.within(
                      9 * MIB,
                      () -> {
                        throw new UndecodableImageException("p", "bad");
                      }));
    }
  }

  /** Sizes in MiB. */
  private void assertRunningTogether(int expected, long first, long second) throws Exception {
    AtomicInteger running = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    List<CompletableFuture<Integer>> results = new ArrayList<>();
    AtomicInteger most = new AtomicInteger();
    for (long size : new long[] {first, second}) {
      results.add(
          CompletableFuture.supplyAsync(
              () -> work(size, running, most, end), task -> new Thread(task).start()));
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> most.get() >= expected);
    Thread.sleep(100);
    end.countDown();
    for (CompletableFuture<Integer> result : results) {
      result.get();
    }
    assertThat(most).hasValue(expected);
  }

  private int work(long size, AtomicInteger running, AtomicInteger most, CountDownLatch end) {
    try {
      return budget.within(
          size * MIB,
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            awaitUnchecked(end);
            return running.decrementAndGet();
          });
    } catch (UndecodableImageException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void awaitUnchecked(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

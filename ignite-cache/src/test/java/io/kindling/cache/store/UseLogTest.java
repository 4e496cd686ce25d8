package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of reads, and what may be forgotten. */
class UseLogTest {

  @Test
  void whatOneThreadRecordsIsReplayedInOrder() {
    UseLog log = new UseLog(2);
    IntStream.rangeClosed(1, 10).forEach(log::record);
    assertThat(drained(log)).isEqualTo(IntStream.rangeClosed(1, 10).boxed().toList());
    assertThat(drained(log)).isEmpty();
  }

  @Test
  void aDrainIsAskedForBeforeAnythingIsForgotten() {
    UseLog log = new UseLog(1);
    List<Integer> recorded = new ArrayList<>();
    List<Integer> replayed = new ArrayList<>();
    for (int slot = 1; slot <= 1000; slot++) {
      recorded.add(slot);
      if (log.record(slot)) {
        log.drain(replayed::add);
      }
    }
    log.drain(replayed::add);
    assertThat(replayed).isEqualTo(recorded);
  }

  @Test
  void aLogThatNobodyDrainsForgetsTheLatestReads() {
    UseLog log = new UseLog(1);
    IntStream.rangeClosed(1, 1000).forEach(log::record);
    assertThat(drained(log)).isEqualTo(IntStream.rangeClosed(1, 32).boxed().toList());
  }

  @Test
  void threadsThatShareTheLogInventNothing() throws Exception {
    UseLog log = new UseLog(2);
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int t = 1; t <= 4; t++) {
      int slot = t;
      threads.add(
          new Thread(
              () -> {
                while (!stop.get()) {
                  log.record(slot);
                }
              }));
    }
    threads.forEach(Thread::start);
    int[] seen = new int[5];
    for (int i = 0; i < 20_000; i++) {
      log.drain(slot -> seen[slot]++);
    }
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    log.drain(slot -> seen[slot]++);
    assertThat(seen[0]).isZero();
    assertThat(IntStream.of(seen).sum()).isPositive();
    assertThat(drained(log)).isEmpty();
  }

  private static List<Integer> drained(UseLog log) {
    List<Integer> slots = new ArrayList<>();
    log.drain(slots::add);
    return slots;
  }
}

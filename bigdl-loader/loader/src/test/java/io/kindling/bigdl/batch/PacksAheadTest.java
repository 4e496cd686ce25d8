package io.kindling.bigdl.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kindling.bigdl.batch.EpochBatches.Epoch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacksAheadTest {

  private static final int SIDE = 4;
  private static final int PACKS = 31;
  private static final int IN_PACK = 5;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final MemoryPacks packs =
      new MemoryPacks(SIDE, SIDE, IntStream.generate(() -> IN_PACK).limit(PACKS).toArray());
  private final Set<Integer> made = ConcurrentHashMap.newKeySet();

  @Test
  void aBatchFindsItsPacksMadeAndTheNextWindowIsMadeMeanwhile() throws IOException {
    EpochBatches batches = batches(this::make, 64);

    take(batches, 0);
    // The first window has one pack, the next one two.
    await().atMost(LONG).until(() -> made.size() == 3);
    assertThat(packs.opened.get()).isEqualTo(3);

    Set<Integer> labels = ConcurrentHashMap.newKeySet();
    for (int batch = 0; batch < PACKS; batch++) {
      labels.addAll(take(batches, batch));
    }

    assertThat(labels).hasSize(PACKS * IN_PACK);
    assertThat(packs.opened.get()).as("each is opened once").isEqualTo(PACKS);
    batches.close();
    await().atMost(LONG).until(() -> packs.open.get() == 0);
  }

  @Test
  void aBatchInTheMiddleNeedsNoneOfThePacksBefore() throws IOException {
    EpochBatches batches = batches(this::make, 4);

    take(batches, PACKS - 1);

    // The last window has four packs.
    assertThat(made).hasSize(4);
    batches.close();
  }

  @Test
  void aPackThatCannotBeMadeFailsTheBatchThatNeedsItUntilItCan() throws IOException {
    AtomicBoolean away = new AtomicBoolean(true);
    EpochBatches batches =
        batches(
            pack -> {
              if (away.get()) {
                throw new IOException("the store is away");
              }
              return make(pack);
            },
            4);

    assertThatThrownBy(() -> take(batches, 0)).hasMessageContaining("the store is away");
    away.set(false);

    assertThat(take(batches, 0)).hasSize(IN_PACK);
    batches.close();
  }

  @Test
  void whatIsBeingMadeAtTheEndIsClosedAndNothingElseBegun() throws Exception {
    CountDownLatch goesOn = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    EpochBatches batches =
        batches(
            pack -> {
              if (begun.incrementAndGet() > 1) {
                try {
                  goesOn.await();
                } catch (InterruptedException ended) {
                  throw new IOException(ended);
                }
              }
              return make(pack);
            },
            64,
            1);
    take(batches, 0);
    await().atMost(LONG).until(() -> begun.get() == 2);

    batches.close();
    goesOn.countDown();

    await().atMost(LONG).until(() -> packs.opened.get() == 2 && packs.open.get() == 0);
    assertThat(begun.get()).isEqualTo(2);
  }

  private OpenPack make(int pack) {
    made.add(pack);
    return packs.open(pack);
  }

  private EpochBatches batches(PackOpener opener, int most) {
    return batches(opener, most, 2);
  }

  /** Batches of a pack's size, none filled ahead. */
  private EpochBatches batches(PackOpener opener, int most, int threads) {
    BatchAssembler assembler =
        new BatchAssembler(
            Augmentation.validation(SIDE),
            SIDE,
            SIDE,
            packs.firstPictures(),
            opener,
            new BatchAssembler.Limits(threads, 2 * most, 2));
    int[] runs = IntStream.range(0, PACKS).toArray();
    return new EpochBatches(assembler, IN_PACK, 0, PackMixture.growing(most, runs), 1);
  }

  private static List<Integer> take(EpochBatches batches, int position) throws IOException {
    FilledBatch batch = batches.take(new Epoch(1, 1), position);
    List<Integer> labels = new ArrayList<>();
    for (int picture = 0; picture < batch.size(); picture++) {
      labels.add((int) batch.labels()[picture]);
    }
    batches.giveBack(batch);
    return labels;
  }
}

package io.kindling.bigdl.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kindling.bigdl.batch.EpochBatches.Epoch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochBatchesTest {

  private static final int SIDE = 20;
  private static final Epoch FIRST = new Epoch(1, 1);

  @Test
  void everyPictureComesOnceInAnEpoch() throws IOException {
    EpochBatches batches = batches(new MemoryPacks(SIDE, SIDE, 7, 0, 5, 8, 0), 4, 2);

    for (Epoch epoch : List.of(FIRST, new Epoch(2, 2))) {
      assertThat(labels(batches, epoch, 0, 5)).containsExactlyInAnyOrderElementsOf(numbers(1, 20));
    }
  }

  @Test
  void theLastBatchIsFilledUpFromTheBeginningOfTheEpoch() throws IOException {
    EpochBatches batches = batches(new MemoryPacks(SIDE, SIDE, 6, 5), 4, 2);

    List<Integer> labels = labels(batches, FIRST, 0, 3);

    assertThat(labels).hasSize(12);
    assertThat(labels.subList(0, 11)).containsExactlyInAnyOrderElementsOf(numbers(1, 11));
    assertThat(labels.get(11)).isEqualTo(labels.get(0));
  }

  @Test
  void epochsHaveOrdersOfTheirOwn() throws IOException {
    EpochBatches batches = batches(new MemoryPacks(SIDE, SIDE, 50, 50), 10, 2);

    List<Integer> first = labels(batches, FIRST, 0, 10);
    List<Integer> second = labels(batches, new Epoch(2, 2), 0, 10);
    List<Integer> afterTheFirst = labels(batches, FIRST, 10, 20);

    assertThat(first).isNotEqualTo(second).isNotEqualTo(afterTheFirst);
    assertThat(afterTheFirst).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void aRetriedTaskGetsTheSameFloats() throws IOException {
    MemoryPacks packs = new MemoryPacks(SIDE, SIDE, 9, 9);
    EpochBatches batches = batches(packs, 6, 2);
    EpochBatches elsewhere = batches(packs, 6, 0);

    for (long position : new long[] {0, 1, 1, 0, 2, 7}) {
      FilledBatch batch = batches.take(FIRST, position);
      float[] features = batch.features().clone();
      batches.giveBack(batch);
      FilledBatch again = batches.take(FIRST, position);
      assertThat(again.features()).containsExactly(features);
      assertThat(elsewhere.take(new Epoch(1, 9), position).features()).containsExactly(features);
    }
  }

  @Test
  void floatsAreThoseOfThePictureTheLabelNames() throws IOException {
    MemoryPacks packs = new MemoryPacks(SIDE, SIDE, 4, 3);
    Augmentation whole =
        new Augmentation(
            SIDE, SIDE, Augmentation.Crop.RANDOM, Augmentation.NEVER_MIRRORED, Normalization.NONE);
    EpochBatches batches =
        new EpochBatches(
            assembler(packs, whole, new BatchAssembler.Limits(2, 4, 2)),
            7,
            1,
            PackMixture.of(2),
            3);

    FilledBatch batch = batches.take(FIRST, 0);

    int plane = SIDE * SIDE;
    for (int number = 0; number < 7; number++) {
      byte[] bgr = packs.picture((int) batch.labels()[number] - 1);
      for (int pixel = 0; pixel < plane; pixel++) {
        for (int channel = 0; channel < 3; channel++) {
          assertThat(batch.features()[(3 * number + channel) * plane + pixel])
              .isEqualTo(bgr[3 * pixel + channel] & 0xFF);
        }
      }
    }
  }

  @Test
  void batchesAreFilledAheadAndPacksAreClosedInTheEnd() throws IOException {
    MemoryPacks packs = new MemoryPacks(SIDE, SIDE, 4, 4, 4, 4, 4);
    EpochBatches batches = batches(packs, 4, 4);

    var ignored = batches.take(FIRST, 0);
    await().atMost(Duration.ofSeconds(20)).until(() -> packs.opened.get() >= 5);
    batches.close();

    await().atMost(Duration.ofSeconds(20)).until(() -> packs.open.get() == 0);
  }

  @Test
  void notMorePacksThanAreMixedAreOpenedTwice() throws IOException {
    int[] perPack = IntStream.generate(() -> 10).limit(30).toArray();
    MemoryPacks packs = new MemoryPacks(SIDE, SIDE, perPack);
    EpochBatches batches =
        new EpochBatches(
            assembler(packs, Augmentation.validation(SIDE), new BatchAssembler.Limits(2, 8, 2)),
            5,
            0,
            PackMixture.of(3),
            1);

    Set<Integer> seen = new TreeSet<>(labels(batches, FIRST, 0, 60));

    assertThat(seen).hasSize(300);
    assertThat(packs.opened.get()).isEqualTo(30);
    assertThat(packs.open.get()).isLessThanOrEqualTo(8);
  }

  @Test
  void whatCannotBeOpenedIsAFailureOfThisCallOnly() throws IOException {
    MemoryPacks packs = new MemoryPacks(SIDE, SIDE, 6);
    AtomicBoolean broken = new AtomicBoolean(true);
    PackOpener opener =
        pack -> {
          if (broken.get()) {
            throw new IOException("the store is away");
          }
          return packs.open(pack);
        };
    EpochBatches batches =
        new EpochBatches(
            new BatchAssembler(
                Augmentation.validation(SIDE),
                SIDE,
                SIDE,
                packs.firstPictures(),
                opener,
                new BatchAssembler.Limits(2, 4, 2)),
            3,
            0,
            PackMixture.of(2),
            1);

    assertThatThrownBy(() -> batches.take(FIRST, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the store is away");
    broken.set(false);

    assertThat(batches.take(FIRST, 0).size()).isEqualTo(3);
  }

  private static EpochBatches batches(MemoryPacks packs, int batchSize, int ahead) {
    return new EpochBatches(
        assembler(packs, Augmentation.training(16), new BatchAssembler.Limits(2, 16, 3)),
        batchSize,
        ahead,
        PackMixture.of(8),
        42);
  }

  private static BatchAssembler assembler(
      MemoryPacks packs, Augmentation augmentation, BatchAssembler.Limits limits) {
    return new BatchAssembler(augmentation, SIDE, SIDE, packs.firstPictures(), packs, limits);
  }

  /** Labels of the batches at positions, which tell the pictures apart. */
  private static List<Integer> labels(EpochBatches batches, Epoch epoch, int from, int to)
      throws IOException {
    List<Integer> labels = new ArrayList<>();
    for (int position = from; position < to; position++) {
      FilledBatch batch = batches.take(epoch, position);
      for (float label : Arrays.copyOf(batch.labels(), batch.size())) {
        labels.add((int) label);
      }
      batches.giveBack(batch);
    }
    return labels;
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }
}

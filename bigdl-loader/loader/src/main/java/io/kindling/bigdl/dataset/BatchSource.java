package io.kindling.bigdl.dataset;

import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.batch.BatchAssembler;
import io.kindling.bigdl.batch.EpochBatches;
import io.kindling.bigdl.batch.PackMixture;
import io.kindling.image.decode.PixelSize;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import org.apache.spark.broadcast.Broadcast;

/**
 * What executors make the batches of a data set from.
 *
 * @param id of the data set
 * @param plans of its partitions
 * @param batchSize pictures of a partition's batch
 * @param countedBy where the numbers of the plans come from
 */
record BatchSource(
    UUID id,
    SampleReading reading,
    List<Broadcast<PartitionPlan>> plans,
    Augmentation augmentation,
    int batchSize,
    Tuning tuning,
    CountedBy countedBy)
    implements Serializable {

  /**
   * Packs that are open when so many are mixed: batches that are filled ahead may have come to the
   * next ones already, while the last pictures of those before are taken. More would hold memory
   * that has to be cleared first.
   */
  static int open(int packsMixed) {
    return packsMixed + packsMixed / 8 + 1;
  }

  /**
   * How it is done.
   *
   * @param threads that fill one batch
   * @param ahead batches filled before they are asked for
   * @param packsMixed packs whose pictures are mixed at a time
   * @param seed of orders and draws
   */
  record Tuning(int threads, int ahead, int packsMixed, long seed) implements Serializable {}

  PartitionPlan plan(int partition) {
    return plans.get(partition).value();
  }

  /** The same with the numbers of packs that were all made. */
  BatchSource counted(List<Broadcast<PartitionPlan>> exact) {
    return new BatchSource(
        UUID.randomUUID(), reading, exact, augmentation, batchSize, tuning, CountedBy.PACKS);
  }

  /** Batches that every picture of a partition comes in once. */
  long batches(int partition) {
    return (plan(partition).pictures() + batchSize - 1L) / batchSize;
  }

  /** Opens the packs of a plan, in an executor. */
  PartOpener opener(PartitionPlan plan) {
    return new PartOpener(reading, plan, countedBy);
  }

  /** Training batches, in an executor. */
  EpochBatches training(PartitionPlan plan, PartOpener packs, int partition) {
    int open = open(tuning.packsMixed());
    int spare = tuning.ahead() + 2;
    return new EpochBatches(
        assembler(plan, packs, new BatchAssembler.Limits(tuning.threads(), open, spare)),
        batchSize,
        tuning.ahead(),
        mixture(plan),
        tuning.seed() + partition);
  }

  private PackMixture mixture(PartitionPlan plan) {
    if (countedBy == CountedBy.PACKS) {
      return PackMixture.of(tuning.packsMixed());
    }
    // Those that are made meanwhile stay open beside those that are mixed.
    return PackMixture.growing(Math.max(1, tuning.packsMixed() / 2), plan.runs());
  }

  /** Fills batches in the order of the pictures, in an executor. */
  BatchAssembler sequential(int partition) {
    PartitionPlan plan = plan(partition);
    return assembler(plan, opener(plan), new BatchAssembler.Limits(tuning.threads(), 2, 2));
  }

  private BatchAssembler assembler(
      PartitionPlan plan, PartOpener packs, BatchAssembler.Limits limits) {
    PixelSize size = reading.transform().size();
    return new BatchAssembler(
        augmentation, size.width(), size.height(), plan.firstPictures(), packs, limits);
  }
}

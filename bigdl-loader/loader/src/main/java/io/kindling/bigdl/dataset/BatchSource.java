package io.kindling.bigdl.dataset;

import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.batch.BatchAssembler;
import io.kindling.bigdl.batch.EpochBatches;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.samples.ReadySamples;
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
 */
record BatchSource(
    UUID id,
    SampleReading reading,
    List<Broadcast<PartitionPlan>> plans,
    Augmentation augmentation,
    int batchSize,
    Tuning tuning)
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

  /** Training batches, in an executor. */
  EpochBatches training(int partition) {
    int open = open(tuning.packsMixed());
    int spare = tuning.ahead() + 2;
    return new EpochBatches(
        assembler(plan(partition), new BatchAssembler.Limits(tuning.threads(), open, spare)),
        batchSize,
        tuning.ahead(),
        tuning.packsMixed(),
        tuning.seed() + partition);
  }

  /** Fills batches in the order of the pictures, in an executor. */
  BatchAssembler sequential(int partition) {
    return assembler(plan(partition), new BatchAssembler.Limits(tuning.threads(), 2, 2));
  }

  private BatchAssembler assembler(PartitionPlan plan, BatchAssembler.Limits limits) {
    ReadySamples samples = reading.samples();
    PixelSize size = reading.transform().size();
    return new BatchAssembler(
        augmentation,
        size.width(),
        size.height(),
        plan.firstPictures(),
        part -> SamplePart.open(samples, reading, plan.parts().get(part)),
        limits);
  }
}

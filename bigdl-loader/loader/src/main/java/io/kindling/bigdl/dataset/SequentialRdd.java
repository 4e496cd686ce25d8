package io.kindling.bigdl.dataset;

import com.intel.analytics.bigdl.dataset.MiniBatch;
import io.kindling.bigdl.batch.BatchAssembler;
import io.kindling.bigdl.batch.FilledBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * All pictures once and in their order, for validation and for counting. The last batch of a
 * partition may be smaller. A batch is valid until the next one is taken, as BigDL's own are.
 */
final class SequentialRdd extends PlacedRdd<MiniBatch<Float>> {

  private static final long serialVersionUID = 1;

  private final BatchSource source;

  SequentialRdd(SparkContext spark, List<String> places, BatchSource source) {
    super(spark, places, tag(MiniBatch.class));
    this.source = source;
  }

  @Override
  public scala.collection.Iterator<MiniBatch<Float>> compute(
      Partition partition, TaskContext task) {
    int number = partition.index();
    Batches batches = new Batches(number, source.plan(number).pictures());
    TaskCompletionListener end = ended -> batches.close();
    var ignored = task.addTaskCompletionListener(end);
    return scala(batches);
  }

  /** The batches of a task. */
  private final class Batches implements Iterator<MiniBatch<Float>> {

    private final int partition;
    private final int pictures;
    private int next;
    private @Nullable BatchAssembler assembler;
    private @Nullable FilledBatch lent;

    Batches(int partition, int pictures) {
      this.partition = partition;
      this.pictures = pictures;
    }

    @Override
    public boolean hasNext() {
      return next < pictures;
    }

    @Override
    public MiniBatch<Float> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all " + pictures + " pictures have been read");
      }
      int[] batch = new int[Math.min(source.batchSize(), pictures - next)];
      for (int i = 0; i < batch.length; i++) {
        batch[i] = next + i;
      }
      next += batch.length;
      return new PictureBatch(batch.length, () -> fill(batch));
    }

    private MiniBatch<Float> fill(int[] batch) {
      BatchAssembler known = assembler;
      if (known == null) {
        known = source.sequential(partition);
        assembler = known;
      }
      FilledBatch before = lent;
      if (before != null) {
        known.giveBack(before);
      }
      try {
        FilledBatch filled = known.fill(batch, source.tuning().seed());
        lent = filled;
        return PictureBatch.of(filled, source.augmentation());
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }

    void close() {
      if (assembler != null) {
        assembler.close();
      }
    }
  }
}

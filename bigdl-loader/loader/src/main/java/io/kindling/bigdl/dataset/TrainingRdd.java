package io.kindling.bigdl.dataset;

import com.intel.analytics.bigdl.dataset.MiniBatch;
import io.kindling.bigdl.batch.EpochBatches;
import io.kindling.bigdl.batch.EpochBatches.Epoch;
import io.kindling.bigdl.batch.FilledBatch;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The endless batches of an epoch. Each job that evaluates a partition goes on where the job before
 * it ended; a batch is valid until the next one is taken or its task ends, as BigDL's own are.
 */
final class TrainingRdd extends PlacedRdd<MiniBatch<Float>> {

  private static final long serialVersionUID = 1;

  private final BatchSource source;
  private final long epoch;
  private final long reader;
  private final TakenBatches taken;
  private long[] starts;

  /**
   * An epoch.
   *
   * @param taken registered with Spark
   */
  TrainingRdd(
      SparkContext spark,
      List<String> places,
      BatchSource source,
      Epoch epoch,
      TakenBatches taken) {
    super(spark, places, tag(MiniBatch.class));
    this.source = source;
    this.epoch = epoch.number();
    this.reader = epoch.reader();
    this.taken = taken;
    this.starts = taken.value();
  }

  /** In the driver, once for each job: tasks learn there where their partition goes on. */
  @Serial
  private void writeObject(ObjectOutputStream out) throws IOException {
    starts = taken.value();
    out.defaultWriteObject();
  }

  @Override
  public scala.collection.Iterator<MiniBatch<Float>> compute(
      Partition partition, TaskContext task) {
    int number = partition.index();
    Batches batches = new Batches(ExecutorBatches.of(source, number), number);
    TaskCompletionListener end = ended -> batches.giveBack();
    var ignored = task.addTaskCompletionListener(end);
    return scala(batches);
  }

  /** The batches of a task. */
  private final class Batches implements Iterator<MiniBatch<Float>> {

    private final EpochBatches batches;
    private final int partition;
    private long position;
    private @Nullable FilledBatch lent;

    Batches(EpochBatches batches, int partition) {
      this.batches = batches;
      this.partition = partition;
      this.position = starts[partition];
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public MiniBatch<Float> next() {
      giveBack();
      try {
        FilledBatch batch = batches.take(new Epoch(epoch, reader), position);
        lent = batch;
        position++;
        taken.add(partition);
        return PictureBatch.of(batch, source.augmentation());
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }

    void giveBack() {
      FilledBatch batch = lent;
      lent = null;
      if (batch != null) {
        batches.giveBack(batch);
      }
    }
  }
}

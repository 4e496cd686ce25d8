package io.kindling.bigdl.dataset;

import com.intel.analytics.bigdl.dataset.AbstractDataSet;
import com.intel.analytics.bigdl.dataset.AbstractDataSet$class;
import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.DistributedDataSet$class;
import com.intel.analytics.bigdl.dataset.LocalDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.dataset.Transformer;
import io.kindling.bigdl.batch.EpochBatches.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;

/**
 * Batches out of sample packs, as a data set of BigDL. Used in the driver by one thread at a time.
 *
 * <p>{@code data(true)} is one epoch: each of its partitions gives every picture once, then fills
 * its last batch up with some that were first in the epoch. {@link #shuffle} begins another order;
 * BigDL calls both at the beginning of each epoch. Where packs are made by the first one, numbers
 * are exact from the {@code shuffle} behind it on.
 */
final class PackedDataSet implements DistributedDataSet<MiniBatch<Float>> {

  private final SetSource source;
  private final RDD<Integer> origin;
  private final List<TakenBatches> epochs = new ArrayList<>();
  private long epoch;
  private long readers;
  private boolean cached;

  PackedDataSet(SetSource source) {
    this.source = source;
    this.origin = new NodesRdd(source.spark(), source.places());
    AbstractDataSet$class.$init$(this);
    DistributedDataSet$class.$init$(this);
  }

  @Override
  public RDD<MiniBatch<Float>> data(boolean train) {
    BatchSource current = source.current();
    if (!train) {
      return new SequentialRdd(source.spark(), source.places(), current);
    }
    TakenBatches taken = new TakenBatches(source.places().size());
    source.spark().register(taken);
    epochs.add(taken);
    readers++;
    return new TrainingRdd(
        source.spark(), source.places(), current, new Epoch(epoch, readers), taken);
  }

  @Override
  public void shuffle() {
    if (epochs.stream().anyMatch(this::isOver)) {
      source.settleIfPossible();
    }
    epochs.clear();
    epoch++;
  }

  /** All batches were taken but for the last one, which some programs leave out. */
  private boolean isOver(TakenBatches taken) {
    long[] batches = taken.value();
    return IntStream.range(0, batches.length)
        .allMatch(
            partition ->
                batches[partition] >= Math.max(1, source.current().batches(partition) - 1));
  }

  @Override
  public long size() {
    return source.counts().pictures();
  }

  @Override
  public RDD<?> originRDD() {
    return origin;
  }

  @Override
  public <C> AbstractDataSet<C, ?> transform(
      Transformer<MiniBatch<Float>, C> transformer, ClassTag<C> type) {
    return uncheckedTransform(transformer, type);
  }

  @Override
  public <C> AbstractDataSet<C, ?> $minus$greater(
      Transformer<MiniBatch<Float>, C> transformer, ClassTag<C> type) {
    return transform(transformer, type);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private <C> AbstractDataSet<C, ?> uncheckedTransform(Transformer transformer, ClassTag type) {
    return (AbstractDataSet<C, ?>) DistributedDataSet$class.transform(this, transformer, type);
  }

  @Override
  @SuppressWarnings("unchecked")
  public LocalDataSet<MiniBatch<Float>> toLocal() {
    return (LocalDataSet<MiniBatch<Float>>) AbstractDataSet$class.toLocal(this);
  }

  @Override
  public DistributedDataSet<MiniBatch<Float>> toDistributed() {
    return this;
  }

  /** Nothing is kept on any heap; BigDL asks for this before it trains. */
  @Override
  public void cache() {
    cached = true;
  }

  /** Lets go of open packs and of what was filled ahead, in all executors. */
  @Override
  public void unpersist() {
    cached = false;
    source.forget();
  }

  @Override
  public boolean isCached() {
    return cached;
  }

  @Override
  public void isCached_$eq(boolean changed) {
    cached = changed;
  }
}

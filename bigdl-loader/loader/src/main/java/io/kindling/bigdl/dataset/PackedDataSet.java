package io.kindling.bigdl.dataset;

import com.intel.analytics.bigdl.dataset.AbstractDataSet;
import com.intel.analytics.bigdl.dataset.AbstractDataSet$class;
import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.DistributedDataSet$class;
import com.intel.analytics.bigdl.dataset.LocalDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.dataset.Transformer;
import io.kindling.bigdl.batch.EpochBatches.Epoch;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;

/**
 * Batches out of sample packs, as a data set of BigDL. Used in the driver by one thread at a time.
 *
 * <p>{@code data(true)} is one epoch: each of its partitions gives every picture once, then fills
 * its last batch up with some that were first in the epoch. {@link #shuffle} begins another order;
 * BigDL calls both at the beginning of each epoch.
 */
final class PackedDataSet implements DistributedDataSet<MiniBatch<Float>> {

  private final SparkContext spark;
  private final List<String> places;
  private final BatchSource source;
  private final long pictures;
  private final RDD<Integer> origin;
  private long epoch;
  private long readers;
  private boolean cached;

  PackedDataSet(SparkContext spark, List<String> places, BatchSource source, long pictures) {
    this.spark = spark;
    this.places = places;
    this.source = source;
    this.pictures = pictures;
    this.origin = new NodesRdd(spark, places);
    AbstractDataSet$class.$init$(this);
    DistributedDataSet$class.$init$(this);
  }

  @Override
  public RDD<MiniBatch<Float>> data(boolean train) {
    if (!train) {
      return new SequentialRdd(spark, places, source);
    }
    TakenBatches taken = new TakenBatches(places.size());
    spark.register(taken);
    readers++;
    return new TrainingRdd(spark, places, source, new Epoch(epoch, readers), taken);
  }

  @Override
  public void shuffle() {
    epoch++;
  }

  @Override
  public long size() {
    return pictures;
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
    if (!spark.isStopped()) {
      new ForgetRdd(spark, places, source.id()).count();
    }
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

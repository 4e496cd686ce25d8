package io.kindling.zoo;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.LocalDataSet;
import com.intel.analytics.bigdl.dataset.Transformer;
import com.intel.analytics.zoo.feature.AbstractFeatureSet;
import com.intel.analytics.zoo.feature.DistributedFeatureSet;
import com.intel.analytics.zoo.feature.DistributedFeatureSet$class;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;

/**
 * A data set of BigDL behind Zoo's interface, which hands the data set itself to Zoo's optimizers.
 * Used in the driver by one thread at a time.
 */
final class DataSetFeatures<T> implements DistributedFeatureSet<T> {

  private final DistributedDataSet<T> dataSet;
  private DistributedFeatureSet<Object> origin;

  @SuppressWarnings({"unchecked", "rawtypes"})
  DataSetFeatures(DistributedDataSet<T> dataSet) {
    this.dataSet = dataSet;
    this.origin = (DistributedFeatureSet) this;
  }

  @Override
  public RDD<T> data(boolean train) {
    return dataSet.data(train);
  }

  @Override
  public void shuffle() {
    dataSet.shuffle();
  }

  @Override
  public long size() {
    return dataSet.size();
  }

  /** The whole set is one slice: nothing waits on a disk for its turn. */
  @Override
  public int numOfSlice() {
    return 1;
  }

  @Override
  public RDD<?> originRDD() {
    return dataSet.originRDD();
  }

  @Override
  public <C> DistributedFeatureSet<C> transform(Transformer<T, C> transformer, ClassTag<C> type) {
    return uncheckedTransform(transformer, type);
  }

  @Override
  public <C> AbstractFeatureSet<C, ?> $minus$greater(
      Transformer<T, C> transformer, ClassTag<C> type) {
    return transform(transformer, type);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private <C> DistributedFeatureSet<C> uncheckedTransform(Transformer transformer, ClassTag type) {
    return (DistributedFeatureSet<C>)
        DistributedFeatureSet$class.transform(this, transformer, type);
  }

  @Override
  public DistributedDataSet<T> toDataSet() {
    return dataSet;
  }

  @Override
  public DistributedDataSet<T> toDistributed() {
    return dataSet;
  }

  @Override
  public LocalDataSet<T> toLocal() {
    return dataSet.toLocal();
  }

  @Override
  public void cache() {
    dataSet.cache();
  }

  @Override
  public void unpersist() {
    dataSet.unpersist();
  }

  @Override
  public boolean isCached() {
    return dataSet.isCached();
  }

  @Override
  public void isCached_$eq(boolean changed) {
    dataSet.isCached_$eq(changed);
  }

  @Override
  public DistributedFeatureSet<Object> originFeatureSet() {
    return origin;
  }

  @Override
  public void originFeatureSet_$eq(DistributedFeatureSet<Object> changed) {
    origin = changed;
  }
}

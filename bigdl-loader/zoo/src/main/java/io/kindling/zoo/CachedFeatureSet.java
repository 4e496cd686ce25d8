package io.kindling.zoo;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.zoo.feature.DistributedFeatureSet;
import io.kindling.bigdl.CachedImageNet;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.batch.ChannelOrder;
import io.kindling.bigdl.batch.Normalization;
import java.io.IOException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Pictures as Analytics Zoo trains them, straight out of the cache.
 *
 * <p>Instead of {@code ImageNet2012(path, sc, 224, batchSize, nodes, cores, 1000, memoryType)} of
 * Zoo's Inception example:
 *
 * <pre>{@code
 * val trainSet: FeatureSet[MiniBatch[Float]] =
 *   CachedFeatureSet.train(sc, "cache:///imagenet/train", 224, batchSize, 1000)
 * }</pre>
 *
 * <p>BigDL's engine has to be initialised before, as {@code NNContext.initNNContext} does. Used in
 * the driver by one thread at a time.
 */
public final class CachedFeatureSet {

  private CachedFeatureSet() {}

  /**
   * The feature set that Zoo's Inception example trains from, with the arithmetic and the order of
   * planes (red, green, blue) of its own.
   *
   * @param path Hadoop path that leads through the cache
   * @param imageSize side of the part that is cut out of each picture, in pixels
   * @param batchSize pictures of a batch over all nodes
   * @param classNumber pictures with labels above it are left out
   * @param <T> Scala's {@code Float}, or Java's
   * @throws IOException see {@link CachedImageNet.Builder#load}
   */
  public static <T> DistributedFeatureSet<MiniBatch<T>> train(
      SparkContext spark, String path, int imageSize, int batchSize, int classNumber)
      throws IOException {
    return load(spark, path, Augmentation.training(imageSize), batchSize, classNumber);
  }

  /**
   * The feature set that Zoo's Inception example validates with: the middle of each picture, every
   * picture once.
   *
   * @see #train
   * @throws IOException see {@link CachedImageNet.Builder#load}
   */
  public static <T> DistributedFeatureSet<MiniBatch<T>> validation(
      SparkContext spark, String path, int imageSize, int batchSize, int classNumber)
      throws IOException {
    return load(spark, path, Augmentation.validation(imageSize), batchSize, classNumber);
  }

  /** The batches of loaded pictures. */
  public static <T> DistributedFeatureSet<MiniBatch<T>> of(CachedImageNet images) {
    return of(images.<T>dataSet());
  }

  /** The batches of a data set of BigDL, which keeps its own order and place. */
  public static <T> DistributedFeatureSet<MiniBatch<T>> of(
      DistributedDataSet<MiniBatch<T>> dataSet) {
    return new DataSetFeatures<>(dataSet);
  }

  private static <T> DistributedFeatureSet<MiniBatch<T>> load(
      SparkContext spark, String path, Augmentation augmentation, int batchSize, int classNumber)
      throws IOException {
    return of(
        CachedImageNet.of(JavaSparkContext.fromSparkContext(spark), path)
            .augmentation(augmentation.with(Normalization.ZOO_IMAGENET).with(ChannelOrder.RGB))
            .batchSize(batchSize)
            .classes(classNumber)
            .load());
  }
}

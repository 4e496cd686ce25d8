package io.kindling.benchmarks.bigdl;

import com.intel.analytics.bigdl.dataset.AbstractDataSet;
import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.models.inception.ImageNet2012$;
import com.intel.analytics.bigdl.utils.Engine$;
import io.kindling.bigdl.CachedImageNet;
import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;

/** Who makes the data set of Inception's training. */
enum PictureLoader {
  /** BigDL's own. */
  BIGDL {
    @Override
    DistributedDataSet<MiniBatch<Float>> load(JavaSparkContext spark, String path, int batchSize) {
      return distributed(
          ImageNet2012$.MODULE$.apply(
              path,
              spark.sc(),
              CROP,
              batchSize,
              Engine$.MODULE$.nodeNumber(),
              Engine$.MODULE$.coreNumber(),
              CLASSES));
    }
  },
  /** The cache's. */
  CACHED {
    @Override
    DistributedDataSet<MiniBatch<Float>> load(JavaSparkContext spark, String path, int batchSize)
        throws IOException {
      return CachedImageNet.train(spark.sc(), path, CROP, batchSize, CLASSES);
    }
  };

  static final int CLASSES = 1000;
  private static final int CROP = 224;

  /**
   * Makes it as BigDL's Inception example does.
   *
   * @param path folder of SequenceFiles
   * @param batchSize pictures of a batch
   */
  abstract DistributedDataSet<MiniBatch<Float>> load(
      JavaSparkContext spark, String path, int batchSize) throws IOException;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static DistributedDataSet<MiniBatch<Float>> distributed(AbstractDataSet<?, ?> dataSet) {
    return (DistributedDataSet) dataSet.toDistributed();
  }
}

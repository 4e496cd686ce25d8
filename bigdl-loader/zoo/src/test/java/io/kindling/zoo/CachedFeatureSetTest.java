package io.kindling.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.intel.analytics.bigdl.dataset.Identity;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.optim.Top1Accuracy;
import com.intel.analytics.bigdl.optim.Trigger$;
import com.intel.analytics.bigdl.optim.ValidationMethod;
import com.intel.analytics.bigdl.optim.ValidationResult;
import com.intel.analytics.zoo.common.NNContext;
import com.intel.analytics.zoo.examples.inception.ImageNet2012Val;
import com.intel.analytics.zoo.feature.AbstractFeatureSet;
import com.intel.analytics.zoo.feature.DistributedFeatureSet;
import com.intel.analytics.zoo.feature.pmem.DRAM$;
import com.intel.analytics.zoo.pipeline.estimator.Estimator;
import com.intel.analytics.zoo.pipeline.nnframes.NNClassifier;
import io.kindling.bigdl.CachedImageNet;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.batch.Normalization;
import io.kindling.bigdl.dataset.Floats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;
import scala.Tuple2;
import scala.reflect.ClassTag$;

/** One JVM without storage nodes, on the Zoo of the class path. */
class CachedFeatureSetTest {

  private static final int BATCH = 4;

  @TempDir Path folder;
  private SparkContext spark;

  @BeforeEach
  void startSpark() {
    spark =
        NNContext.initNNContext(
            new SparkConf()
                .setMaster("local[2]")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.ui.enabled", "false")
                .set("spark.hadoop.fs.cache.memory.size", "64m")
                .set("spark.hadoop.fs.cache.mount.m", folder.toUri().toString()),
            "zoo");
  }

  @AfterEach
  void stopSpark() throws IOException {
    spark.stop();
    // Hadoop keeps file systems for the whole JVM, with the mounts of the test that made them.
    FileSystem.closeAll();
  }

  @Test
  void validationHasTheFloatsOfZoosOwnExample() throws IOException {
    SequenceFiles.noise(folder.resolve("val"), 10, 256);

    Map<Integer, float[]> own =
        floatsByLabel(
            ImageNet2012Val.apply(
                folder.resolve("val").toUri().toString(),
                spark,
                224,
                BATCH,
                1,
                2,
                1000,
                DRAM$.MODULE$,
                false));
    Map<Integer, float[]> cached =
        floatsByLabel(CachedFeatureSet.validation(spark, "cache:///m/val", 224, BATCH, 1000));

    assertThat(own.keySet()).hasSize(10);
    assertThat(cached.keySet()).isEqualTo(own.keySet());
    own.forEach(
        (label, floats) ->
            assertThat(cached.get(label)).as("picture %d", label).containsExactly(floats));
  }

  @Test
  @Tag("full")
  void anEstimatorTrainsAndValidatesEveryPicture() throws IOException {
    SequenceFiles.twoColours(folder.resolve("train"), 22, 32);
    DistributedFeatureSet<MiniBatch<Float>> train =
        CachedFeatureSet.of(load(Augmentation.training(24)));
    DistributedFeatureSet<MiniBatch<Float>> validation =
        CachedFeatureSet.of(load(Augmentation.validation(24)));
    Estimator<Float> estimator =
        Estimator.apply(
            TinyNetwork.of(3 * 24 * 24, 2),
            TinyNetwork.descent(0.01),
            Floats.tag(),
            Floats.numeric());
    ValidationMethod<Float>[] accuracy = accuracy();

    estimator.train(
        train,
        TinyNetwork.criterion(),
        Option.apply(Trigger$.MODULE$.maxEpoch(4)),
        Option.apply(Trigger$.MODULE$.everyEpoch()),
        validation,
        accuracy);

    ValidationResult result = estimator.evaluate(validation, accuracy).values().head();
    assertThat(result.result()._2()).isEqualTo(22);
    assertThat((float) result.result()._1()).isEqualTo(1f);
  }

  @Test
  @Tag("full")
  void nnFramesTrainFromTheDataFrame() throws IOException {
    SequenceFiles.twoColours(folder.resolve("train"), 22, 32);
    Dataset<Row> pictures = load(Augmentation.training(24)).dataFrame();

    Dataset<Row> predicted =
        NNClassifier.apply(
                TinyNetwork.of(3 * 32 * 32, 2),
                TinyNetwork.criterion(),
                TinyNetwork.fromImageColumn(),
                Floats.tag(),
                Floats.numeric())
            .setFeaturesCol("image")
            .setLabelCol("label")
            .setBatchSize(BATCH)
            .setOptimMethod(TinyNetwork.descent(1e-5))
            .setMaxEpoch(4)
            .fit(pictures)
            .transform(pictures);

    assertThat(predicted.count()).isEqualTo(22);
    assertThat(predicted.where("prediction = label").count()).isEqualTo(22);
  }

  @Test
  void zoosTransformersFollowTheSet() throws IOException {
    SequenceFiles.twoColours(folder.resolve("train"), 22, 32);
    DistributedFeatureSet<MiniBatch<Float>> cached =
        CachedFeatureSet.of(load(Augmentation.validation(24)));

    DistributedFeatureSet<MiniBatch<Float>> transformed =
        cached.transform(new Identity<>(), ClassTag$.MODULE$.apply(MiniBatch.class));

    assertThat(transformed.size()).isEqualTo(22);
    assertThat(transformed.data(false).toJavaRDD().map(MiniBatch::size).collect())
        .containsExactly(4, 4, 4, 4, 4, 2);
    assertThat(transformed.toDistributed().originRDD().getNumPartitions()).isEqualTo(1);
    cached.unpersist();
  }

  private CachedImageNet load(Augmentation augmentation) throws IOException {
    return CachedImageNet.of(JavaSparkContext.fromSparkContext(spark), "cache:///m/train")
        .augmentation(augmentation.with(Normalization.ZOO_IMAGENET))
        .side(32)
        .batchSize(BATCH)
        .load();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ValidationMethod<Float>[] accuracy() {
    return new ValidationMethod[] {new Top1Accuracy(Floats.tag(), Floats.numeric())};
  }

  /** Batches are filled again, so their floats are copied where they are. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map<Integer, float[]> floatsByLabel(AbstractFeatureSet<?, ?> set) {
    RDD<MiniBatch<Float>> batches = (RDD) set.data(false);
    Map<Integer, float[]> floats = new HashMap<>();
    batches
        .toJavaRDD()
        .flatMap(batch -> pictures(batch).iterator())
        .collect()
        .forEach(picture -> floats.put(picture._1(), picture._2()));
    return floats;
  }

  private static List<Tuple2<Integer, float[]>> pictures(MiniBatch<Float> batch) {
    float[] values = (float[]) batch.getInput().toTensor(Floats.numeric()).storage().array();
    float[] labels = (float[]) batch.getTarget().toTensor(Floats.numeric()).storage().array();
    int size = values.length / labels.length;
    List<Tuple2<Integer, float[]>> pictures = new ArrayList<>();
    for (int picture = 0; picture < batch.size(); picture++) {
      float[] own = Arrays.copyOfRange(values, picture * size, (picture + 1) * size);
      pictures.add(new Tuple2<>((int) labels[picture], own));
    }
    return pictures;
  }
}

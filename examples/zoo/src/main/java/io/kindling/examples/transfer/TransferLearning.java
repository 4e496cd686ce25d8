package io.kindling.examples.transfer;

import com.intel.analytics.bigdl.nn.abstractnn.DataFormat;
import com.intel.analytics.bigdl.optim.Trigger$;
import com.intel.analytics.bigdl.tensor.Tensor;
import com.intel.analytics.bigdl.transform.vision.image.ImageFeature;
import com.intel.analytics.zoo.common.NNContext;
import com.intel.analytics.zoo.feature.common.Preprocessing;
import com.intel.analytics.zoo.feature.image.ImageChannelNormalize$;
import com.intel.analytics.zoo.feature.image.ImageFeatureToTensor;
import com.intel.analytics.zoo.feature.image.ImageMatToTensor;
import com.intel.analytics.zoo.feature.image.RowToImageFeature;
import com.intel.analytics.zoo.pipeline.estimator.Estimator;
import com.intel.analytics.zoo.pipeline.nnframes.NNModel;
import io.kindling.bigdl.CachedImageNet;
import io.kindling.bigdl.KindlingCluster;
import io.kindling.bigdl.MakeSamples;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.batch.Normalization;
import io.kindling.bigdl.dataset.Floats;
import io.kindling.zoo.CachedFeatureSet;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Transfer learning: a network learns to tell the first classes of a set; what its lower layers
 * have learnt then describes pictures of the other classes to a logistic regression, by Zoo's
 * NNFrames. Both read the same ready samples out of the cache. Started by {@code spark-submit}.
 */
@Command(
    name = "transfer-learning",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Transfers what a network learnt from some classes to others, by Zoo's NNFrames.")
public final class TransferLearning implements Callable<Integer> {

  /** Side of samples in pixels. */
  private static final int SIDE = 64;

  /** What Zoo's examples subtract from and divide bytes by: red, green, blue. */
  private static final float[] MEANS = {255 * 0.485f, 255 * 0.456f, 255 * 0.406f};

  private static final float[] DEVIATIONS = {255 * 0.229f, 255 * 0.224f, 255 * 0.225f};

  @CommandLine.Option(
      names = {"-f", "--folder"},
      required = true,
      description = "Hadoop path of a set with labels, for example cache:///photos/train.")
  private String folder = "";

  @CommandLine.Option(
      names = "--baseClasses",
      description = "Classes that the network learns first; half of them unless told.")
  private int baseClasses;

  @CommandLine.Option(
      names = {"-b", "--batchSize"},
      defaultValue = "16",
      description = "Pictures per batch, a multiple of all cores (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @CommandLine.Option(
      names = {"-e", "--maxEpoch"},
      defaultValue = "8",
      description = "Epochs of the first part (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @CommandLine.Option(
      names = "--seed",
      defaultValue = "7",
      description = "Decides which fifth of the pictures is held back (default: ${DEFAULT-VALUE}).")
  private long seed;

  private TransferLearning() {}

  /** Runs the job; the exit code is 0 when it ended well. */
  public static void main(String[] args) {
    int code =
        new CommandLine(new TransferLearning())
            .setOverwrittenOptionsAllowed(true)
            .setExecutionExceptionHandler(TransferLearning::explain)
            .execute(args);
    // YARN takes an exit before the end of main for a failure, whatever the code.
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    failure.printStackTrace(command.getErr());
    command.getErr().println("transfer-learning: " + failure.getMessage());
    return 1;
  }

  @Override
  public Integer call() throws IOException {
    SparkContext context = NNContext.initNNContext(new SparkConf(), "transfer learning");
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
    try (KindlingCluster cluster = KindlingCluster.start(spark)) {
      say("storage nodes in %d executors".formatted(cluster.size()));
      Dataset<Row> pictures = pictures();
      Row highest = pictures.agg(functions.max("label")).head();
      if (highest.isNullAt(0)) {
        throw new IllegalArgumentException(
            "the pictures of %s have no labels: give class folders, or containers with labels"
                .formatted(folder));
      }
      int classes = highest.getInt(0);
      int base = baseClasses == 0 ? classes / 2 : baseClasses;
      if (base < 2 || base > classes - 2) {
        throw new IllegalArgumentException(
            "--baseClasses %d of the %d classes of %s: both parts need two or more"
                .formatted(base, classes, folder));
      }
      Dataset<Row> others = pictures.where("label > " + base);
      FeatureNetwork network = FeatureNetwork.fresh(SIDE, base);
      double before = transfer(network, others);
      train(network, learnt(spark, base).load());
      double after = transfer(network, others);
      say(
          ("accuracy on the other %d classes: %.1f %% by features that were learnt, %.1f %% by the"
                  + " same network before")
              .formatted(classes - base, 100 * after, 100 * before));
    } finally {
      spark.stop();
    }
    return 0;
  }

  /** All pictures as rows, of the samples' size. */
  private Dataset<Row> pictures() {
    return SparkSession.builder()
        .getOrCreate()
        .read()
        .format("cachedimages")
        .option("samples", "cached")
        .option("resize", SIDE + "x" + SIDE)
        .option("labelBase", "1")
        .option("mode", "DROPMALFORMED")
        .load(folder)
        .select("image", "label");
  }

  /** The pictures of the first classes, as batches of samples that are there already. */
  private CachedImageNet.Builder learnt(JavaSparkContext spark, int base) {
    return CachedImageNet.of(spark, folder)
        .augmentation(Augmentation.training(SIDE).with(Normalization.ZOO_IMAGENET))
        .classes(base)
        .makeSamples(MakeSamples.BEFORE_TRAINING)
        .side(SIDE)
        .batchSize(batchSize)
        .seed(seed);
  }

  private void train(FeatureNetwork network, CachedImageNet images) {
    say(
        "the network learns %d pictures; %d sample packs were made for them, %d were there"
            .formatted(
                images.pictures(),
                images.counts().made(),
                images.counts().here() + images.counts().peer()));
    Estimator<Float> estimator =
        Estimator.apply(
            network.whole(), FeatureNetwork.descent(0.001), Floats.tag(), Floats.numeric());
    estimator.train(
        CachedFeatureSet.of(images),
        FeatureNetwork.criterion(),
        Option.apply(Trigger$.MODULE$.maxEpoch(epochs)),
        estimator.train$default$4(),
        estimator.train$default$5(),
        estimator.train$default$6());
  }

  /** Accuracy of a logistic regression on pictures of the other classes that it has not seen. */
  private double transfer(FeatureNetwork network, Dataset<Row> pictures) {
    Dataset<Row> described =
        NNModel.apply(network.features(), pixels(), Floats.tag(), Floats.numeric())
            .setFeaturesCol("image")
            .setPredictionCol("embedding")
            .setBatchSize(batchSize)
            .transform(pictures)
            .select(
                vector().apply(functions.col("embedding")).as("features"), functions.col("label"))
            .cache();
    Dataset<Row>[] parts = described.randomSplit(new double[] {0.8, 0.2}, seed);
    LogisticRegressionModel model =
        new LogisticRegression().setMaxIter(50).setRegParam(1e-3).fit(parts[0]);
    double accuracy =
        new MulticlassClassificationEvaluator()
            .setMetricName("accuracy")
            .evaluate(model.transform(parts[1]));
    described.unpersist();
    return accuracy;
  }

  /** Spark's image struct as the floats that the network was trained with. */
  private static Preprocessing<Row, Tensor<Float>> pixels() {
    Preprocessing<Row, ImageFeature> features =
        new RowToImageFeature<>(Floats.tag(), Floats.numeric());
    return features
        .$minus$greater(
            ImageChannelNormalize$.MODULE$.apply(
                MEANS[0], MEANS[1], MEANS[2], DEVIATIONS[0], DEVIATIONS[1], DEVIATIONS[2]))
        .$minus$greater(
            new ImageMatToTensor<>(
                false,
                ImageFeature.imageTensor(),
                true,
                DataFormat.NCHW$.MODULE$,
                Floats.tag(),
                Floats.numeric()))
        .$minus$greater(new ImageFeatureToTensor<>(Floats.tag(), Floats.numeric()));
  }

  /** The numbers of Zoo's column as a vector of Spark ML. */
  private static UserDefinedFunction vector() {
    UDF1<Seq<Number>, Vector> convert =
        numbers ->
            Vectors.dense(
                JavaConverters.seqAsJavaListConverter(numbers).asJava().stream()
                    .mapToDouble(Number::doubleValue)
                    .toArray());
    return functions.udf(convert, SQLDataTypes.VectorType());
  }

  private static void say(String line) {
    System.out.println(line);
  }
}

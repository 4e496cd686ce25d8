package io.kindling.examples.ml;

import java.util.concurrent.Callable;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Tells classes of pictures apart by plain Spark ML: each picture becomes a small tensor, of which
 * a principal component analysis and a logistic regression are fitted. Started by {@code
 * spark-submit}.
 */
@Command(
    name = "picture-classifier",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Fits a logistic regression to the pictures of a folder, on Spark 3.5.")
public final class PictureClassifier implements Callable<Integer> {

  @Option(
      names = {"-f", "--folder"},
      required = true,
      description = "Path of a set with labels, for example cache:///photos/train.")
  private String folder = "";

  @Option(
      names = "--side",
      defaultValue = "16",
      description = "Side in pixels that pictures are resized to (default: ${DEFAULT-VALUE}).")
  private int side;

  @Option(
      names = "--components",
      defaultValue = "32",
      description = "Principal components (default: ${DEFAULT-VALUE}).")
  private int components;

  @Option(
      names = "--seed",
      defaultValue = "7",
      description = "Decides which fifth of the pictures is held back (default: ${DEFAULT-VALUE}).")
  private long seed;

  private PictureClassifier() {}

  /**
   * What came out.
   *
   * @param trained pictures that were learnt from
   * @param held pictures that were held back
   * @param accuracy share of those held back whose class was told right
   */
  record Result(long trained, long held, double accuracy) {}

  /** Runs the job; the exit code is 0 when it ended well. */
  public static void main(String[] args) {
    int code =
        new CommandLine(new PictureClassifier()).setOverwrittenOptionsAllowed(true).execute(args);
    // YARN takes an exit before the end of main for a failure, whatever the code.
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() {
    try (SparkSession spark = SparkSession.builder().appName("pictures").getOrCreate()) {
      Result result = fit(spark, folder, side, components, seed);
      System.out.printf(
          "learnt from %d pictures; of %d others %.1f %% were told right%n",
          result.trained(), result.held(), 100 * result.accuracy());
    }
    return 0;
  }

  /** Fits and tries the model. */
  static Result fit(SparkSession spark, String folder, int side, int components, long seed) {
    Dataset<Row> pictures =
        spark
            .read()
            .format("cachedimages")
            .option("mode", "DROPMALFORMED")
            .option("resize", side + "x" + side)
            .option("colour", "bgr")
            .option("tensorScale", Double.toString(1 / 255.0))
            .load(folder)
            .selectExpr("tensor", "CAST(label AS double) AS label")
            .withColumn(
                "pixels", functions.array_to_vector(new org.apache.spark.sql.Column("tensor")))
            .drop("tensor")
            .cache();
    Dataset<Row>[] parts = pictures.randomSplit(new double[] {0.8, 0.2}, seed);
    PipelineModel model =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new PCA().setInputCol("pixels").setOutputCol("features").setK(components),
                  new LogisticRegression().setMaxIter(100).setRegParam(1e-3)
                })
            .fit(parts[0]);
    Dataset<Row> predicted = model.transform(parts[1]);
    double accuracy =
        new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(predicted);
    Result result = new Result(parts[0].count(), parts[1].count(), accuracy);
    pictures.unpersist();
    return result;
  }
}

package io.kindling.examples.inception;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.optim.DistriOptimizer;
import com.intel.analytics.bigdl.optim.OptimMethod;
import com.intel.analytics.bigdl.optim.ValidationResult;
import com.intel.analytics.bigdl.utils.Engine;
import io.kindling.bigdl.CachedImageNet;
import io.kindling.bigdl.KindlingCluster;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.dataset.LoadCounts;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import scala.Tuple2;

/**
 * Trains Inception v1 from pictures that are read through the cache, with the options of BigDL's
 * own example; started by {@code spark-submit}.
 */
@Command(
    name = "inception-training",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains Inception v1 on Spark 2.4 from FOLDER/train, validates on FOLDER/val.")
public final class InceptionTraining implements Callable<Integer> {

  private static final int IMAGE_SIZE = 224;

  @Mixin private final TrainingOptions options = new TrainingOptions();

  private InceptionTraining() {}

  /** Runs the training; the exit code is 0 when it ended well. */
  public static void main(String[] args) {
    int code =
        new CommandLine(new InceptionTraining())
            .setOverwrittenOptionsAllowed(true)
            .setExecutionExceptionHandler(InceptionTraining::explain)
            .execute(args);
    // YARN takes an exit before the end of main for a failure, whatever the code.
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    failure.printStackTrace(command.getErr());
    command.getErr().println("inception-training: " + failure.getMessage());
    return 1;
  }

  @Override
  public Integer call() throws IOException {
    options.check();
    // BigDL goes back to its checkpoint when a job fails; where Spark tries a task again whose
    // executor was lost, it makes that executor's part of the weights anew and goes on.
    SparkConf conf =
        Engine.createSparkConf(new SparkConf())
            .setAppName("Inception v1 from cache")
            .set("spark.task.maxFailures", "1");
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        KindlingCluster cluster = KindlingCluster.start(spark)) {
      Engine.init();
      say("storage nodes in %d executors".formatted(cluster.size()));
      train(spark);
    }
    return 0;
  }

  private void train(JavaSparkContext spark) throws IOException {
    CachedImageNet trained = load(spark, "train", Augmentation.training(IMAGE_SIZE));
    CachedImageNet validated = load(spark, "val", Augmentation.validation(IMAGE_SIZE));
    int epoch = (int) ((trained.pictures() + options.batchSize() - 1) / options.batchSize());
    DistributedDataSet<MiniBatch<Float>> batches = trained.dataSet();
    DistributedDataSet<MiniBatch<Float>> validation = validated.dataSet();
    AbstractModule<Activity, Activity, Float> network = network();
    OptimMethod<Float> descent = options.descent(epoch);
    DistriOptimizer<Float> trainer = InceptionNetwork.trainer(network, batches, descent);
    options.configure(trainer);
    trainer.setValidation(
        options.interval(), validation, InceptionNetwork.accuracies(options.classes()));
    IterationLog log =
        new IterationLog(
            options.end(),
            (iteration, loss) -> say("iteration %d, loss %.4f".formatted(iteration, loss)));
    trainer.setEndWhen(log);
    trainer.optimize();
    long pictures = (long) log.losses().size() * options.batchSize();
    say("%.1f images/s".formatted(pictures / (log.elapsed().toNanos() / 1e9)));
    report(network, validation);
    batches.unpersist();
    validation.unpersist();
  }

  private CachedImageNet load(JavaSparkContext spark, String part, Augmentation augmentation)
      throws IOException {
    long start = System.nanoTime();
    CachedImageNet images =
        CachedImageNet.of(spark, options.folder() + "/" + part)
            .augmentation(augmentation)
            .classes(options.classes())
            .batchSize(options.batchSize())
            .load();
    LoadCounts counts = images.counts();
    say(
        "%s: %d pictures loaded in %d ms, %s"
            .formatted(
                part,
                images.pictures(),
                (System.nanoTime() - start) / 1_000_000,
                counts.packs() == 0
                    ? "samples are made while they are trained"
                    : "%d sample packs made, %d found, %d pictures dropped"
                        .formatted(
                            counts.made(), counts.packs() - counts.made(), counts.dropped())));
    return images;
  }

  private AbstractModule<Activity, Activity, Float> network() {
    String stored = options.model();
    if (!stored.isEmpty()) {
      return InceptionNetwork.stored(stored);
    }
    return options.graphModel()
        ? InceptionNetwork.graph(options.classes())
        : InceptionNetwork.plain(options.classes());
  }

  private void report(
      AbstractModule<Activity, Activity, Float> network,
      DistributedDataSet<MiniBatch<Float>> validation) {
    for (Tuple2<ValidationResult, ?> result :
        network.evaluate(validation.data(false), InceptionNetwork.accuracies(options.classes()))) {
      Tuple2<?, ?> value = result._1().result();
      say("%s: %s of %s pictures".formatted(result._2(), value._1(), value._2()));
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}

package io.kindling.examples.inception;

import com.intel.analytics.bigdl.utils.Engine;
import io.kindling.bigdl.KindlingCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A search for the learning rate of Inception v1: one trial for each, all from the same cached
 * pictures, of which only the first trial reads from the under store. Started by {@code
 * spark-submit}.
 */
@Command(
    name = "inception-search",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains Inception v1 on Spark 2.4 once per learning rate, from one cached set.")
public final class InceptionSearch implements Callable<Integer> {

  @Option(
      names = {"-f", "--folder"},
      required = true,
      description =
          "Hadoop path of SequenceFiles, class folders, TFRecord or WebDataset, for example"
              + " cache:///imagenet/train.")
  private String folder;

  @Mixin private final NetworkOptions network = new NetworkOptions();

  @Option(
      names = {"-l", "--learningRate"},
      split = ",",
      defaultValue = "0.01,0.002",
      description = "One trial per rate (default: ${DEFAULT-VALUE}).")
  private List<Double> learningRates;

  private InceptionSearch() {}

  /** Runs the training; the exit code is 0 when all trials ended well. */
  public static void main(String[] args) {
    int code =
        new CommandLine(new InceptionSearch())
            .setOverwrittenOptionsAllowed(true)
            .setExecutionExceptionHandler(InceptionSearch::explain)
            .execute(args);
    // YARN takes an exit before the end of main for a failure, whatever the code.
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    failure.printStackTrace(command.getErr());
    command.getErr().println("inception-search: " + failure.getMessage());
    return 1;
  }

  @Override
  public Integer call() throws IOException {
    network.check();
    TrialSettings settings =
        new TrialSettings(
            folder,
            network.classes(),
            network.batchSize(),
            network.maxIteration(),
            network.weightDecay());
    // As in InceptionTraining: better no result than one from weights that were lost in part.
    SparkConf conf =
        Engine.createSparkConf(new SparkConf())
            .setAppName("Inception v1 from cache")
            .set("spark.task.maxFailures", "1");
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        KindlingCluster cluster = KindlingCluster.start(spark)) {
      Engine.init();
      System.out.println("storage nodes in " + cluster.size() + " executors");
      new InceptionTrials(spark, settings, new Printer(System.out)).run(learningRates);
    }
    return 0;
  }

  /** Prints one line per event. */
  private record Printer(PrintStream out) implements InceptionTrials.Observer {

    @Override
    public void trialStarts(int trial, double learningRate) {
      out.printf("trial %d: learning rate %s%n", trial, learningRate);
    }

    @Override
    public void loaded(int trial, long pictures, Duration loading) {
      out.printf("trial %d: loaded %d pictures in %d ms%n", trial, pictures, loading.toMillis());
    }

    @Override
    public void iterationEnded(int trial, int iteration, float loss) {
      out.printf("trial %d: iteration %d, loss %.4f%n", trial, iteration, loss);
    }

    @Override
    public void trialEnded(TrialResult result) {
      out.printf(
          "trial %d: %.1f images/s, loss from %.4f to %.4f%n",
          result.trial(), result.picturesPerSecond(), result.lossAtStart(), result.lossAtEnd());
    }
  }
}

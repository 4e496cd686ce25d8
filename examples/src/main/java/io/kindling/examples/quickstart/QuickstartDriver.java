package io.kindling.examples.quickstart;

import com.intel.analytics.bigdl.utils.Engine;
import io.kindling.bigdl.KindlingCluster;
import io.kindling.examples.inception.InceptionTrials;
import io.kindling.examples.inception.TrialResult;
import io.kindling.examples.inception.TrialSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The driver of the quickstart's Spark application: trials, then the table. */
@Command(name = "quickstart-driver")
public final class QuickstartDriver implements Callable<Integer> {

  /** Exit code when a trial after the first still read from S3. */
  static final int NOT_CACHED = 3;

  @Option(names = "--folder", required = true)
  private String folder;

  @Option(names = "--classes", required = true)
  private int classes;

  @Option(names = "--batch-size", required = true)
  private int batchSize;

  @Option(names = "--iterations", required = true)
  private int iterations;

  @Option(names = "--learning-rate", required = true)
  private List<Double> learningRates;

  @Option(names = "--s3-control", required = true)
  private URI control;

  private final PrintStream console = System.out;

  private QuickstartDriver() {}

  /** Runs the trials; what is for people goes to standard output, line by line. */
  public static void main(String[] args) {
    QuickstartDriver driver = new QuickstartDriver();
    System.exit(
        new CommandLine(driver).setExecutionExceptionHandler(driver::explain).execute(args));
  }

  private int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    failure.printStackTrace(System.err);
    String message = String.valueOf(failure.getMessage());
    console.println("the job failed: " + message.lines().findFirst().orElse(message));
    return 1;
  }

  @Override
  public Integer call() throws IOException {
    // BigDL prints to standard output as well; what is said here shall not drown in that.
    System.setOut(System.err);
    SparkConf conf = Engine.createSparkConf(new SparkConf()).setAppName("kindling quickstart");
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        KindlingCluster cluster = KindlingCluster.start(spark)) {
      Engine.init();
      console.println("storage nodes in " + cluster.size() + " executors");
      TrialSettings settings = new TrialSettings(folder, classes, batchSize, iterations, 1e-4);
      Reporter reporter = new Reporter(new S3Counter(control), cluster, iterations, console);
      new InceptionTrials(spark, settings, reporter).run(learningRates);
      console.println("\n" + ResultTable.of(reporter.reports()) + "\n");
      return verdict(reporter.reports());
    }
  }

  private int verdict(List<TrialReport> reports) {
    for (TrialReport report : reports.subList(1, reports.size())) {
      TrialResult result = report.result();
      if (report.requests().getObject() > 0) {
        console.printf(
            "Trial %d still sent %d GetObject requests to S3: the cache did not hold the data"
                + " set.%n",
            result.trial(), report.requests().getObject());
        return NOT_CACHED;
      }
      console.printf(
          "Trial %d read its %,d ready samples from the cache and sent no GetObject to S3.%n",
          result.trial(), result.pictures());
    }
    return 0;
  }
}

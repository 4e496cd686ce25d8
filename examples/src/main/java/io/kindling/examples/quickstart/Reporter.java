package io.kindling.examples.quickstart;

import io.kindling.bigdl.KindlingCluster;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.examples.inception.InceptionTrials;
import io.kindling.examples.inception.TrialResult;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Prints how the trials go and takes the counters at their ends. */
final class Reporter implements InceptionTrials.Observer {

  private final S3Counter s3;
  private final KindlingCluster cluster;
  private final int iterations;
  private final PrintStream console;
  private final List<TrialReport> reports = new ArrayList<>();
  private MetricsSnapshot before = MetricsSnapshot.zero();

  Reporter(S3Counter s3, KindlingCluster cluster, int iterations, PrintStream console) {
    this.s3 = s3;
    this.cluster = cluster;
    this.iterations = iterations;
    this.console = console;
  }

  @Override
  public void trialStarts(int trial, double learningRate) throws IOException {
    console.printf("trial %d, learning rate %s: loading%n", trial, learningRate);
    s3.countsSinceLast();
    before = cluster.metrics();
  }

  @Override
  public void loaded(int trial, long pictures, Duration loading) {
    console.printf(
        "trial %d: %d pictures loaded in %.2f s; training%n",
        trial, pictures, loading.toMillis() / 1e3);
  }

  @Override
  public void iterationEnded(int trial, int iteration, float loss) {
    console.printf("trial %d: iteration %d of %d, loss %.3f%n", trial, iteration, iterations, loss);
  }

  @Override
  public void trialEnded(TrialResult result) throws IOException {
    reports.add(new TrialReport(result, s3.countsSinceLast(), cluster.metrics().minus(before)));
  }

  /** One report per trial that has ended. */
  List<TrialReport> reports() {
    return List.copyOf(reports);
  }
}

package io.kindling.examples.inception;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.optim.Trigger$;
import com.intel.analytics.bigdl.utils.Engine$;
import io.kindling.bigdl.CachedImageNet;
import io.kindling.bigdl.MakeSamples;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A search for hyper-parameters: the same pictures trained from the beginning, once per learning
 * rate. Each trial lists the pictures and loads its data set anew, as separate jobs would; nothing
 * but the cache carries anything from one to the next.
 */
public final class InceptionTrials {

  /** Told how the trials go, in the driver and on the thread that runs them. */
  public interface Observer {

    /** A trial is about to list the folder. */
    void trialStarts(int trial, double learningRate) throws IOException;

    /** All pictures are loaded; training begins. */
    void loaded(int trial, long pictures, Duration loading);

    /** An iteration has ended. */
    void iterationEnded(int trial, int iteration, float loss);

    /** A trial is over. */
    void trialEnded(TrialResult result) throws IOException;
  }

  private final JavaSparkContext spark;
  private final TrialSettings settings;
  private final Observer observer;

  /**
   * Prepares trials.
   *
   * @param spark a context for which BigDL's engine is initialised
   * @throws IllegalArgumentException when the batch cannot be dealt out evenly
   */
  public InceptionTrials(JavaSparkContext spark, TrialSettings settings, Observer observer) {
    int parts = Engine$.MODULE$.nodeNumber() * Engine$.MODULE$.coreNumber();
    if (settings.batchSize() % parts != 0) {
      throw new IllegalArgumentException(
          "batch size "
              + settings.batchSize()
              + " is no multiple of the "
              + parts
              + " cores of the executors; choose for example "
              + (settings.batchSize() / parts + 1) * parts);
    }
    this.spark = spark;
    this.settings = settings;
    this.observer = observer;
  }

  /** Runs one trial per learning rate, in order. */
  public List<TrialResult> run(List<Double> learningRates) throws IOException {
    List<TrialResult> results = new ArrayList<>();
    for (double learningRate : learningRates) {
      results.add(trial(results.size() + 1, learningRate));
    }
    return results;
  }

  private TrialResult trial(int number, double learningRate) throws IOException {
    observer.trialStarts(number, learningRate);
    long start = System.nanoTime();
    CachedImageNet images =
        CachedImageNet.of(spark, settings.folder())
            .classes(settings.classes())
            .batchSize(settings.batchSize())
            // So that what loading takes can be told from what training takes.
            .makeSamples(MakeSamples.BEFORE_TRAINING)
            .load();
    DistributedDataSet<MiniBatch<Float>> dataSet = images.dataSet();
    try {
      long pictures = dataSet.size();
      Duration loading = Duration.ofNanos(System.nanoTime() - start);
      observer.loaded(number, pictures, loading);
      IterationLog log =
          new IterationLog(
              Trigger$.MODULE$.maxIteration(settings.iterations()),
              (iteration, loss) -> observer.iterationEnded(number, iteration, loss));
      InceptionNetwork.trainer(
              InceptionNetwork.plain(settings.classes()),
              dataSet,
              InceptionNetwork.descent(
                  learningRate,
                  settings.weightDecay(),
                  InceptionNetwork.schedule(settings.iterations())))
          .setEndWhen(log)
          .optimize();
      List<Float> losses = log.losses();
      TrialResult result =
          new TrialResult(
              number,
              learningRate,
              pictures,
              images.counts().dropped(),
              loading,
              (long) losses.size() * settings.batchSize(),
              log.elapsed(),
              losses.get(0),
              losses.get(losses.size() - 1));
      observer.trialEnded(result);
      return result;
    } finally {
      dataSet.unpersist();
    }
  }
}

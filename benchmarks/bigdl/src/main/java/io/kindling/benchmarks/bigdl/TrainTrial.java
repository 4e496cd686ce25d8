package io.kindling.benchmarks.bigdl;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.optim.DistriOptimizer;
import com.intel.analytics.bigdl.optim.Trigger$;
import com.intel.analytics.bigdl.utils.Engine;
import io.kindling.examples.inception.InceptionNetwork;
import io.kindling.examples.inception.IterationLog;
import java.io.IOException;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/** Some iterations of the whole Inception job in a JVM of its own, loading and compute included. */
public final class TrainTrial {

  private TrainTrial() {}

  /**
   * The JVM.
   *
   * @param arguments those of {@link LoadTrial}, and {@code iterations}
   */
  public static void main(String[] arguments) {
    Program.runAndExit(TrainTrial::run, arguments);
  }

  private static void run(Arguments told) throws IOException {
    try (JavaSparkContext spark = new JavaSparkContext(LoadTrial.sparkConf(told))) {
      Engine.init();
      int iterations = told.number("iterations");
      long start = System.nanoTime();
      DistributedDataSet<MiniBatch<Float>> dataSet =
          PictureLoader.valueOf(told.text("loader"))
              .load(spark, told.text("path"), told.number("batch"));
      IterationLog log =
          new IterationLog(Trigger$.MODULE$.maxIteration(iterations), (iteration, loss) -> {});
      DistriOptimizer<Float> trainer =
          InceptionNetwork.trainer(
              InceptionNetwork.plain(PictureLoader.CLASSES),
              dataSet,
              InceptionNetwork.descent(0.01, 1e-4, InceptionNetwork.schedule(iterations)));
      trainer.setEndWhen(log);
      var ignored = trainer.optimize();
      double all = LoadTrial.seconds(start, System.nanoTime());
      System.out.printf(
          Locale.ROOT,
          "%sall=%.4f compute=%.4f%n",
          LoadTrial.RESULT,
          all,
          log.elapsed().toNanos() / 1e9);
    }
  }
}

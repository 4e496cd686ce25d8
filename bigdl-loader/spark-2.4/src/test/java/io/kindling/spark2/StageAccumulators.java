package io.kindling.spark2;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.SparkSession;
import scala.collection.Iterator;

/** What the pages of the stages of an action say under "Accumulators", added over its stages. */
final class StageAccumulators {
  /** Of events on their way, in ms. */
  private static final long LONGEST = 60_000;

  private StageAccumulators() {}

  /** Runs an action with no other beside it. */
  static Map<String, Long> of(SparkSession spark, Runnable action) throws Exception {
    SparkContext context = spark.sparkContext();
    // What ended before must not be counted.
    context.listenerBus().waitUntilEmpty(LONGEST);
    Listener listener = new Listener();
    context.addSparkListener(listener);
    try {
      action.run();
      context.listenerBus().waitUntilEmpty(LONGEST);
    } finally {
      context.removeSparkListener(listener);
    }
    return Map.copyOf(listener.sums);
  }

  private static final class Listener extends SparkListener {
    private final Map<String, Long> sums = new ConcurrentHashMap<>();

    @Override
    public void onStageCompleted(SparkListenerStageCompleted ended) {
      Iterator<AccumulableInfo> each = ended.stageInfo().accumulables().valuesIterator();
      while (each.hasNext()) {
        AccumulableInfo one = each.next();
        if (!one.internal() && one.name().isDefined() && one.value().get() instanceof Long sum) {
          sums.merge(one.name().get(), sum, Long::sum);
        }
      }
    }
  }
}

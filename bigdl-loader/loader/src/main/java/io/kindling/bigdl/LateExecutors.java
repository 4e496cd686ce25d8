package io.kindling.bigdl;

import io.kindling.cache.thread.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * Starts storage nodes in executors that register while the cluster is up. Their first read would
 * start them as well, but tasks prefer the executors that own what they read, and an executor
 * without a node owns nothing: it might never be given one.
 *
 * <p>Events come on Spark's thread; nodes are started by jobs of threads of its own.
 */
final class LateExecutors extends SparkListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LateExecutors.class);
  private static final int THREADS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final JavaSparkContext spark;
  private final Set<String> present = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService worker =
      Executors.newScheduledThreadPool(THREADS, DaemonThreads.numbered("kindling-late-executor-"));

  private LateExecutors(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** Follows the executors of an application from now on. */
  static LateExecutors follow(JavaSparkContext spark) {
    LateExecutors late = new LateExecutors(spark);
    spark.sc().addSparkListener(late);
    return late;
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    String executor = added.executorId();
    if (present.add(executor)) {
      startLater(executor, added.executorInfo().executorHost(), FIRST_PAUSE);
    }
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    present.remove(removed.executorId());
  }

  private void startLater(String executor, String host, Duration pause) {
    try {
      var ignored =
          worker.schedule(
              () -> start(executor, host, pause), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed before executor {} had a storage node", executor);
    }
  }

  private void start(String executor, String host, Duration pause) {
    if (!present.contains(executor)) {
      return;
    }
    String failure = failureToStart(executor, host);
    if (!failure.isEmpty() && present.contains(executor)) {
      LOG.warn("executor {} has no storage node yet: {}", executor, failure);
      Duration next = pause.multipliedBy(2);
      startLater(executor, host, next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE);
    }
  }

  /** Empty when the node is there. */
  private String failureToStart(String executor, String host) {
    spark.sc().setJobDescription("storage node of executor " + executor);
    JavaFutureAction<List<String>> job = null;
    try {
      job = placed(executor, host);
      return job.get(EveryExecutor.START_LIMIT.toSeconds(), TimeUnit.SECONDS).get(0);
    } catch (ExecutionException | IllegalStateException failed) {
      return String.valueOf(failed.getMessage());
    } catch (TimeoutException slow) {
      job.cancel(true);
      return "no answer in " + EveryExecutor.START_LIMIT.toSeconds() + " s";
    } catch (InterruptedException closing) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      return "the cluster is being closed";
    }
  }

  /** A job of one task, which goes to another executor only when this one is busy for seconds. */
  private JavaFutureAction<List<String>> placed(String executor, String host) {
    Seq<String> place = scala(List.of("executor_" + host + "_" + executor));
    return spark
        .sc()
        .<String>makeRDD(
            scala(List.of(new Tuple2<>(executor, place))), ClassTag$.MODULE$.apply(String.class))
        .toJavaRDD()
        .map(new StartNodeIn(spark))
        .collectAsync();
  }

  private static <T> Seq<T> scala(List<T> list) {
    return JavaConverters.asScalaBufferConverter(list).asScala().toList();
  }

  /** Starts no more nodes. */
  @Override
  public void close() {
    spark.sc().removeSparkListener(this);
    present.clear();
    worker.shutdownNow();
  }
}

package io.kindling.benchmarks.bigdl;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.utils.Engine;
import io.kindling.bigdl.dataset.Floats;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * One trial in a JVM of its own: loads the set and takes all batches of its first epoch, without
 * any compute. Says {@link #RESULT} and figures, each {@code name=value}.
 *
 * <p>The clock starts when the data set is asked for. Before, whoever loads, BigDL's engine is
 * initialised and the same loader has loaded a small set of other pictures, as a JVM is slow as
 * long as it loads its classes. All batches are taken by one job: the jobs of BigDL's iterations
 * belong to the compute.
 */
public final class LoadTrial {

  /** Before the figures. */
  static final String RESULT = "RESULT ";

  private static final double MEGABYTE = 1e6;

  /** Pictures of each label that came in batches, and when the first batch did; one node only. */
  private static final AtomicIntegerArray SEEN = new AtomicIntegerArray(PictureLoader.CLASSES + 1);

  private static final AtomicLong FIRST_BATCH = new AtomicLong();

  private final Arguments told;
  private final StringBuilder figures = new StringBuilder();

  private LoadTrial(Arguments told) {
    this.told = told;
  }

  /**
   * The JVM.
   *
   * @param arguments {@code loader=BIGDL|CACHED}, {@code path}, {@code pictures}, {@code
   *     small-path}, {@code small-pictures}, {@code batch}, {@code cores}, {@code
   *     split=true|false}, {@code scratch} folder, and Hadoop options
   */
  public static void main(String[] arguments) {
    Program.runAndExit(told -> new LoadTrial(told).run(), arguments);
  }

  private void run() throws IOException, InterruptedException {
    try (JavaSparkContext spark = new JavaSparkContext(sparkConf(told))) {
      Engine.init();
      long begin = System.nanoTime();
      load(spark, told.text("small-path"), told.number("small-pictures")).unpersist();
      double startUp = seconds(begin, System.nanoTime());
      figures.setLength(0);
      figure("small", startUp);
      double before = heapInUse();
      WorkSampler sampler = told.text("split").equals("true") ? new WorkSampler() : null;
      DistributedDataSet<MiniBatch<Float>> dataSet =
          load(spark, told.text("path"), told.number("pictures"));
      split(sampler);
      figure("heap", heapInUse() - before);
      long next = System.nanoTime();
      var ignored = epoch(dataSet, told.number("pictures"));
      figure("next", seconds(next, System.nanoTime()));
      dataSet.unpersist();
      System.out.println(RESULT + figures.toString().strip());
    }
  }

  /** Loads a set, takes the batches of its first epoch, and makes sure that none is missing. */
  private DistributedDataSet<MiniBatch<Float>> load(
      JavaSparkContext spark, String path, int pictures) throws IOException {
    FIRST_BATCH.set(0);
    for (int label = 1; label <= PictureLoader.CLASSES; label++) {
      SEEN.set(label, 0);
    }
    long start = System.nanoTime();
    DistributedDataSet<MiniBatch<Float>> dataSet =
        PictureLoader.valueOf(told.text("loader")).load(spark, path, told.number("batch"));
    dataSet.cache();
    long size = dataSet.size();
    figure("load", seconds(start, System.nanoTime()));
    List<Integer> taken = epoch(dataSet, pictures);
    long end = System.nanoTime();
    figure("first", seconds(start, FIRST_BATCH.get()));
    figure("all", seconds(start, end));
    requireEach(pictures, size, taken);
    return dataSet;
  }

  /** Takes the batches of an epoch. */
  private List<Integer> epoch(DistributedDataSet<MiniBatch<Float>> dataSet, int pictures) {
    int batches = (pictures + told.number("batch") - 1) / told.number("batch");
    dataSet.shuffle();
    return dataSet.data(true).toJavaRDD().mapPartitions(all -> take(all, batches)).collect();
  }

  static SparkConf sparkConf(Arguments told) {
    SparkConf conf =
        Engine.createSparkConf(new SparkConf())
            .setMaster("local[" + told.text("cores") + "]")
            .setAppName("benchmark inception")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.ui.enabled", "false")
            .set("spark.local.dir", told.text("scratch"));
    told.hadoopOptions().forEach((key, value) -> conf.set("spark.hadoop." + key, value));
    return conf;
  }

  private static Iterator<Integer> take(Iterator<MiniBatch<Float>> batches, int count) {
    int taken = 0;
    for (int batch = 0; batch < count; batch++) {
      MiniBatch<Float> next = batches.next();
      float[] floats = (float[]) next.getInput().toTensor(Floats.numeric()).storage().array();
      float[] labels = (float[]) next.getTarget().toTensor(Floats.numeric()).storage().array();
      if (floats.length < next.size()) {
        throw new IllegalStateException("a batch without floats");
      }
      for (int picture = 0; picture < next.size(); picture++) {
        SEEN.incrementAndGet((int) labels[picture]);
      }
      taken += next.size();
      FIRST_BATCH.compareAndSet(0, System.nanoTime());
    }
    return List.of(taken).iterator();
  }

  /** Labels tell pictures apart, as far as there are classes; the last batch is filled up. */
  private void requireEach(int pictures, long size, List<Integer> taken) {
    int batch = told.number("batch");
    int expected = (pictures + batch - 1) / batch * batch;
    int sum = taken.stream().mapToInt(Integer::intValue).sum();
    int missing = 0;
    for (int label = 1; label <= PictureLoader.CLASSES; label++) {
      missing += Math.max(0, PictureSetWriter.ofLabel(label, pictures) - SEEN.get(label));
    }
    if (size != pictures || sum != expected || missing > 0) {
      throw new IllegalStateException(
          "%d pictures in the set and %d in batches, %d missing, where there are %d"
              .formatted(size, sum, missing, pictures));
    }
  }

  private void split(@Nullable WorkSampler sampler) throws InterruptedException {
    if (sampler != null) {
      Map<Work, Double> seconds = sampler.end();
      for (Work work : Work.values()) {
        figure(work.name().toLowerCase(Locale.ROOT), seconds.getOrDefault(work, 0.0));
      }
    }
  }

  private void figure(String name, double value) {
    figures.append(String.format(Locale.ROOT, " %s=%.4f", name, value));
  }

  static double seconds(long start, long end) {
    return (end - start) / 1e9;
  }

  private static double heapInUse() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE;
  }
}

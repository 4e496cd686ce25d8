package io.kindling.bigdl.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the batches of a set are made from: by the numbers that headers tell until all of its packs
 * were made, by exact ones from then on. Used in the driver by one thread at a time.
 */
final class SetSource {

  private static final Logger LOG = LoggerFactory.getLogger(SetSource.class);

  private final SparkContext spark;
  private final List<String> places;
  private final SetCounting counting;
  private final List<SeenPacks> seen = new ArrayList<>();
  private BatchSource current;
  private Numbers numbers;

  /**
   * The pictures of a set.
   *
   * @param plans of the partitions, by these counts
   */
  record Numbers(SetCounts counts, List<PartitionPlan> plans) {
    Numbers {
      plans = List.copyOf(plans);
    }
  }

  SetSource(
      SparkContext spark,
      List<String> places,
      SetCounting counting,
      BatchSource current,
      Numbers numbers) {
    this.spark = spark;
    this.places = places;
    this.counting = counting;
    this.current = current;
    this.numbers = numbers;
  }

  /** Plans as executors get them. */
  static List<Broadcast<PartitionPlan>> sent(SparkContext spark, List<PartitionPlan> plans) {
    return plans.stream().map(JavaSparkContext.fromSparkContext(spark)::broadcast).toList();
  }

  SparkContext spark() {
    return spark;
  }

  /** Where the partitions belong, in Spark's words. */
  List<String> places() {
    return places;
  }

  /** As it is known now. */
  BatchSource current() {
    return current;
  }

  /** What is known now; of packs made meanwhile those that executors have reported. */
  LoadCounts counts() {
    LoadCounts counts = numbers.counts().counts();
    return isExact() ? counts : counts.withMaking(reported());
  }

  private LoadCounts reported() {
    return seen.stream()
        .map(packs -> packs.parts().values().stream().reduce(packs.making(), LoadCounts::plus))
        .reduce(LoadCounts.NONE, LoadCounts::plus);
  }

  private boolean isExact() {
    return current.countedBy() == CountedBy.PACKS;
  }

  /**
   * With exact numbers, for which all packs are opened once unless they are known.
   *
   * @throws UncheckedIOException when a pack cannot be had
   */
  BatchSource exact() {
    if (!isExact()) {
      try {
        settle();
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return current;
  }

  /** Tries to come to exact numbers; training goes on by those that headers tell if it fails. */
  void settleIfPossible() {
    if (!isExact()) {
      try {
        settle();
      } catch (IOException failed) {
        LOG.warn(
            "pictures cannot be counted now; training goes on with those that headers tell, and"
                + " they are counted after the next epoch",
            failed);
      }
    }
  }

  private void settle() throws IOException {
    forget();
    SetCounts exact = counting.seen(numbers.counts(), numbers.plans(), seen);
    if (exact == null) {
      // Executors were lost, or not everything was read.
      SetCounts opened = counting.exact();
      exact = new SetCounts(opened.splits(), opened.counts().withMade(reported()));
    }
    numbers = new Numbers(exact, counting.plans(exact));
    current = current.counted(sent(spark, numbers.plans()));
    seen.clear();
    LOG.info("all samples are there: {}", counts());
  }

  /** Lets go of what executors keep. */
  void forget() {
    if (!spark.isStopped()) {
      List<SeenPacks> reports = new ForgetRdd(spark, places, current.id()).toJavaRDD().collect();
      if (!isExact()) {
        seen.addAll(reports);
      }
    }
  }
}

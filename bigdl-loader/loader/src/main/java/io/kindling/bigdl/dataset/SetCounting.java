package io.kindling.bigdl.dataset;

import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordSplit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.jspecify.annotations.Nullable;

/** Finds out how many pictures the packs of a set hold. Used in the driver by one thread. */
final class SetCounting {

  private final SparkContext spark;
  private final Places dealt;
  private final List<RecordSplit> all;
  private final SampleReading reading;
  private final int threads;
  private final KnownCounts kept;

  /**
   * For a set.
   *
   * @param all of its splits, in the order of the listing
   * @param dealt the same, by partitions
   * @param threads of a partition
   */
  SetCounting(
      SparkContext spark, Places dealt, List<RecordSplit> all, SampleReading reading, int threads) {
    this.spark = spark;
    this.dealt = dealt;
    this.all = all;
    this.reading = reading;
    this.threads = threads;
    this.kept = new KnownCounts(reading.options().value().value(), reading, all);
  }

  /** Whether an earlier trial has counted, so that {@link #exact} opens no pack. */
  boolean isKnown() throws IOException {
    return kept.isKept();
  }

  /**
   * What the listing and the headers of containers tell; null when a container does not tell, or is
   * not in the cache, so that all of it would have to be fetched first.
   */
  @Nullable SetCounts told() throws IOException {
    if (all.stream().allMatch(FileRun.class::isInstance)) {
      List<List<Integer>> listed =
          all.stream().map(split -> List.of(trained((FileRun) split))).toList();
      return told(listed);
    }
    List<Loaded> told = inExecutors(this::headers, () -> {});
    return told.size() < dealt.places().size() ? null : told(pictures(told));
  }

  private static SetCounts told(List<List<Integer>> packs) {
    long records = packs.stream().flatMap(List::stream).mapToLong(Integer::longValue).sum();
    return new SetCounts(packs, LoadCounts.told(records));
  }

  /** Files with a label that is trained; whether they can be decoded the listing does not know. */
  private int trained(FileRun run) {
    return (int)
        run.files().stream().filter(file -> reading.isTrained(file.labels().label())).count();
  }

  /** As an earlier trial has counted, else by opening all packs, which makes those nobody has. */
  SetCounts exact() throws IOException {
    return kept.get(
        goesOn -> {
          List<Loaded> loaded = inExecutors(this::packs, goesOn);
          return new SetCounts(
              pictures(loaded),
              loaded.stream().map(Loaded::counts).reduce(LoadCounts.NONE, LoadCounts::plus));
        });
  }

  /**
   * As executors have found while they trained, and kept for later trials; null unless they have
   * opened every pack.
   *
   * @param told the numbers that they trained by
   */
  @Nullable SetCounts seen(SetCounts told, List<PartitionPlan> plans, List<SeenPacks> reports)
      throws IOException {
    IdentityHashMap<RecordSplit, Integer> numbers = numbers();
    List<List<Integer>> pictures = new ArrayList<>();
    told.splits().forEach(packs -> pictures.add(new ArrayList<>(packs)));
    List<Map<Integer, LoadCounts>> partitions = new ArrayList<>();
    plans.forEach(plan -> partitions.add(new HashMap<>()));
    LoadCounts sum = LoadCounts.NONE;
    for (SeenPacks report : reports) {
      report.parts().forEach(partitions.get(report.partition())::putIfAbsent);
      sum = sum.plus(report.making());
    }
    for (int partition = 0; partition < plans.size(); partition++) {
      List<PackPart> parts = plans.get(partition).parts();
      for (int number = 0; number < parts.size(); number++) {
        LoadCounts pack = partitions.get(partition).get(number);
        if (pack == null) {
          return null;
        }
        PackPart part = parts.get(number);
        pictures.get(numbers.get(part.split())).set(part.pack(), (int) pack.pictures());
        // Two partitions may share a pack, of which one has the beginning.
        sum = part.first() == 0 ? sum.plus(pack) : sum;
      }
    }
    SetCounts counts = new SetCounts(pictures, sum);
    return kept.get(goesOn -> counts);
  }

  private RDD<Loaded> headers(List<Broadcast<SplitList>> splits) {
    return new HeaderRdd(spark, dealt.places(), reading, splits, threads);
  }

  private RDD<Loaded> packs(List<Broadcast<SplitList>> splits) {
    return new LoadRdd(spark, dealt.places(), reading, splits, threads);
  }

  /** Runs a job on all splits where their owners are; each of its partitions has those of one. */
  private List<Loaded> inExecutors(
      Function<List<Broadcast<SplitList>>, RDD<Loaded>> job, Runnable goesOn) throws IOException {
    List<Broadcast<SplitList>> splits = new ArrayList<>();
    JavaSparkContext java = JavaSparkContext.fromSparkContext(spark);
    for (List<RecordSplit> partition : dealt.partitions()) {
      splits.add(java.broadcast(new SplitList(partition)));
    }
    try {
      return awaited(job.apply(splits).toJavaRDD().collectAsync(), goesOn);
    } finally {
      splits.forEach(Broadcast::destroy);
    }
  }

  private static <T> T awaited(JavaFutureAction<T> job, Runnable goesOn) throws IOException {
    while (true) {
      try {
        return job.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException busy) {
        goesOn.run();
      } catch (ExecutionException failed) {
        throw new IOException(failed.getCause().getMessage(), failed.getCause());
      } catch (InterruptedException interrupted) {
        job.cancel(true);
        Thread.currentThread().interrupt();
        throw (IOException)
            new InterruptedIOException("interrupted while samples were counted")
                .initCause(interrupted);
      }
    }
  }

  /** Of each partition's splits, in the order of all. */
  private List<List<Integer>> pictures(List<Loaded> loaded) {
    IdentityHashMap<RecordSplit, Integer> numbers = numbers();
    List<List<Integer>> pictures = new ArrayList<>(Collections.nCopies(all.size(), List.of()));
    for (int partition = 0; partition < loaded.size(); partition++) {
      List<RecordSplit> own = dealt.partitions().get(partition);
      for (int split = 0; split < own.size(); split++) {
        pictures.set(
            numbers.get(own.get(split)),
            Arrays.stream(loaded.get(partition).pictures(split)).boxed().toList());
      }
    }
    return pictures;
  }

  /** Splits hold lists of files, which are slow to compare. */
  private IdentityHashMap<RecordSplit, Integer> numbers() {
    IdentityHashMap<RecordSplit, Integer> numbers = new IdentityHashMap<>();
    all.forEach(split -> numbers.put(split, numbers.size()));
    return numbers;
  }

  /** The pictures of all partitions, dealt out evenly. */
  List<PartitionPlan> plans(SetCounts counts) {
    IdentityHashMap<RecordSplit, Integer> numbers = numbers();
    List<PartitionPlan> plans = new ArrayList<>();
    for (List<RecordSplit> splits : dealt.partitions()) {
      List<PackPart> parts = new ArrayList<>();
      for (RecordSplit split : splits) {
        List<Integer> pictures = counts.splits().get(numbers.get(split));
        for (int pack = 0; pack < pictures.size(); pack++) {
          if (pictures.get(pack) > 0) {
            parts.add(new PackPart(split, pack, 0, pictures.get(pack)));
          }
        }
      }
      plans.add(new PartitionPlan(parts));
    }
    return PartitionPlan.balanced(plans);
  }
}

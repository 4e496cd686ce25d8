package io.kindling.bigdl.dataset;

import com.intel.analytics.bigdl.utils.Engine$;
import io.kindling.bigdl.Undecodable;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.samples.SamplePlan;
import io.kindling.image.samples.SamplePlan.SampleSplit;
import io.kindling.image.samples.SampleTransform;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SerializableWritable;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a set: has its packs made where they belong, and deals its pictures out to partitions. */
public final class SetLoader {

  private static final Logger LOG = LoggerFactory.getLogger(SetLoader.class);

  private final JavaSparkContext spark;
  private final Wishes wishes;
  private final int nodes;
  private final int cores;

  /**
   * What is wanted of a set.
   *
   * @param classes pictures with labels above it are left out
   * @param batchSize pictures of a batch over all nodes
   * @param ahead batches each node fills before they are asked for
   * @param packsMixed packs whose pictures are mixed at a time
   * @param seed of orders and draws
   */
  public record Wishes(
      SampleTransform transform,
      Augmentation augmentation,
      int classes,
      Undecodable undecodable,
      int batchSize,
      int ahead,
      int packsMixed,
      long seed) {}

  /**
   * A loader.
   *
   * @param spark a context for which BigDL's engine is initialised
   * @throws IllegalArgumentException when the batch cannot be dealt out evenly, or the part that is
   *     to be cut out is larger than a sample
   */
  public SetLoader(JavaSparkContext spark, Wishes wishes) {
    this.spark = spark;
    this.wishes = wishes;
    this.nodes = Engine$.MODULE$.nodeNumber();
    this.cores = Engine$.MODULE$.coreNumber();
    int parts = nodes * cores;
    if (wishes.batchSize() % parts != 0) {
      throw new IllegalArgumentException(
          "batch size %d is no multiple of the %d cores of %d nodes; choose for example %d"
              .formatted(
                  wishes.batchSize(), parts, nodes, (wishes.batchSize() / parts + 1) * parts));
    }
    PixelSize size = wishes.transform().size();
    wishes.augmentation().requireFits(size.width(), size.height());
  }

  /**
   * Loads a set, which may take long when its packs have to be made.
   *
   * @throws IOException when a path does not lead through the cache, pictures cannot be read, or
   *     there are fewer than nodes
   */
  public LoadedSet load(PictureSet set) throws IOException {
    Configuration options = spark.hadoopConfiguration();
    SampleReading reading =
        new SampleReading(
            spark.broadcast(new SerializableWritable<>(new Configuration(options))),
            wishes.transform(),
            set.reading(),
            wishes.classes(),
            wishes.undecodable());
    List<SampleSplit> splits = new SamplePlan(options, wishes.transform()).splits(set);
    Places dealt = Places.of(splits, nodes);
    List<RecordSplit> all = splits.stream().map(SampleSplit::split).toList();
    SetCounts known =
        new KnownCounts(options, reading, all).get(goesOn -> counted(dealt, all, reading, goesOn));
    LoadCounts counts = known.counts();
    if (counts.pictures() < nodes) {
      throw new IOException(
          "%s: %d pictures to be trained, which is fewer than the %d nodes (%d cannot be decoded)"
              .formatted(set.roots(), counts.pictures(), nodes, counts.dropped()));
    }
    LOG.info("loaded {}: {}", set.roots(), counts);
    List<Broadcast<PartitionPlan>> plans = new ArrayList<>();
    for (PartitionPlan plan : PartitionPlan.balanced(plans(dealt, all, known))) {
      plans.add(spark.broadcast(plan));
    }
    BatchSource source =
        new BatchSource(
            UUID.randomUUID(),
            reading,
            plans,
            wishes.augmentation(),
            wishes.batchSize() / nodes,
            new BatchSource.Tuning(
                cores, wishes.ahead(), packsMixed(dealt, reading, counts), wishes.seed()));
    return new LoadedSet(spark.sc(), dealt.places(), source, counts);
  }

  /** As many as are wished for, or as the executor with the least memory has room for. */
  private int packsMixed(Places dealt, SampleReading reading, LoadCounts counts) {
    long least =
        new PackMemoryRdd(spark.sc(), dealt.places(), reading.options())
            .toJavaRDD().collect().stream().mapToLong(Long::longValue).min().orElse(0);
    long pack = Math.max(1, counts.bytes() / Math.max(1, counts.packs()));
    int mixed = wishes.packsMixed();
    while (mixed > 1 && BatchSource.open(mixed) * pack > least) {
      mixed--;
    }
    if (mixed < Math.min(wishes.packsMixed(), counts.packs())) {
      LOG.info(
          "pictures of {} packs are mixed at a time instead of {}: there are {} bytes for open"
              + " packs of {}",
          mixed,
          wishes.packsMixed(),
          least,
          pack);
    }
    return mixed;
  }

  /** Opens all packs, which makes those that nobody has. */
  private SetCounts counted(
      Places dealt, List<RecordSplit> all, SampleReading reading, Runnable goesOn)
      throws IOException {
    List<Broadcast<SplitList>> splits = new ArrayList<>();
    for (List<RecordSplit> partition : dealt.partitions()) {
      splits.add(spark.broadcast(new SplitList(partition)));
    }
    List<Loaded> loaded;
    try {
      loaded =
          awaited(
              new LoadRdd(spark.sc(), dealt.places(), reading, splits, cores)
                  .toJavaRDD()
                  .collectAsync(),
              goesOn);
    } finally {
      splits.forEach(Broadcast::destroy);
    }
    IdentityHashMap<RecordSplit, Integer> numbers = numbers(all);
    List<List<Integer>> pictures = new ArrayList<>(Collections.nCopies(all.size(), List.of()));
    for (int partition = 0; partition < loaded.size(); partition++) {
      List<RecordSplit> own = dealt.partitions().get(partition);
      for (int split = 0; split < own.size(); split++) {
        pictures.set(
            numbers.get(own.get(split)),
            Arrays.stream(loaded.get(partition).pictures(split)).boxed().toList());
      }
    }
    return new SetCounts(
        pictures, loaded.stream().map(Loaded::counts).reduce(LoadCounts.NONE, LoadCounts::plus));
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
            new InterruptedIOException("interrupted while samples were made")
                .initCause(interrupted);
      }
    }
  }

  /** Splits hold lists of files, which are slow to compare. */
  private static IdentityHashMap<RecordSplit, Integer> numbers(List<RecordSplit> all) {
    IdentityHashMap<RecordSplit, Integer> numbers = new IdentityHashMap<>();
    all.forEach(split -> numbers.put(split, numbers.size()));
    return numbers;
  }

  private static List<PartitionPlan> plans(Places dealt, List<RecordSplit> all, SetCounts known) {
    IdentityHashMap<RecordSplit, Integer> numbers = numbers(all);
    List<PartitionPlan> plans = new ArrayList<>();
    for (List<RecordSplit> splits : dealt.partitions()) {
      List<PackPart> parts = new ArrayList<>();
      for (RecordSplit split : splits) {
        List<Integer> pictures = known.splits().get(numbers.get(split));
        for (int pack = 0; pack < pictures.size(); pack++) {
          if (pictures.get(pack) > 0) {
            parts.add(new PackPart(split, pack, 0, pictures.get(pack)));
          }
        }
      }
      plans.add(new PartitionPlan(parts));
    }
    return plans;
  }
}

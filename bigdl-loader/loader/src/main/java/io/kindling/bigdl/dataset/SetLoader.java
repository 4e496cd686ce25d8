package io.kindling.bigdl.dataset;

import com.intel.analytics.bigdl.utils.Engine$;
import io.kindling.bigdl.Undecodable;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.samples.SamplePlan;
import io.kindling.image.samples.SampleTransform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SerializableWritable;
import org.apache.spark.SparkContext;
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
    Places dealt = Places.of(new SamplePlan(options, wishes.transform()).splits(set), nodes);
    List<Loaded> loaded = loaded(dealt, reading);
    LoadCounts counts =
        loaded.stream().map(Loaded::counts).reduce(LoadCounts.NONE, LoadCounts::plus);
    if (counts.pictures() < nodes) {
      throw new IOException(
          "%s: %d pictures to be trained, which is fewer than the %d nodes (%d cannot be decoded)"
              .formatted(set.roots(), counts.pictures(), nodes, counts.dropped()));
    }
    LOG.info("loaded {}: {}", set.roots(), counts);
    List<Broadcast<PartitionPlan>> plans = new ArrayList<>();
    for (PartitionPlan plan : PartitionPlan.balanced(plans(dealt, loaded))) {
      plans.add(spark.broadcast(plan));
    }
    BatchSource source =
        new BatchSource(
            UUID.randomUUID(),
            reading,
            plans,
            wishes.augmentation(),
            wishes.batchSize() / nodes,
            new BatchSource.Tuning(cores, wishes.ahead(), wishes.packsMixed(), wishes.seed()));
    return new LoadedSet(spark.sc(), dealt.places(), source, counts);
  }

  private List<Loaded> loaded(Places dealt, SampleReading reading) {
    List<Broadcast<SplitList>> splits = new ArrayList<>();
    for (List<RecordSplit> partition : dealt.partitions()) {
      splits.add(spark.broadcast(new SplitList(partition)));
    }
    SparkContext context = spark.sc();
    try {
      return new LoadRdd(context, dealt.places(), reading, splits, cores).toJavaRDD().collect();
    } finally {
      splits.forEach(Broadcast::destroy);
    }
  }

  private static List<PartitionPlan> plans(Places dealt, List<Loaded> loaded) {
    List<PartitionPlan> plans = new ArrayList<>();
    for (int partition = 0; partition < loaded.size(); partition++) {
      List<RecordSplit> splits = dealt.partitions().get(partition);
      List<PackPart> parts = new ArrayList<>();
      for (int split = 0; split < splits.size(); split++) {
        int[] pictures = loaded.get(partition).pictures(split);
        for (int pack = 0; pack < pictures.length; pack++) {
          if (pictures[pack] > 0) {
            parts.add(new PackPart(splits.get(split), pack, 0, pictures[pack]));
          }
        }
      }
      plans.add(new PartitionPlan(parts));
    }
    return plans;
  }
}

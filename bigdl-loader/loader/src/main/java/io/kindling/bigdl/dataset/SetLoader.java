package io.kindling.bigdl.dataset;

import com.intel.analytics.bigdl.utils.Engine$;
import io.kindling.bigdl.MakeSamples;
import io.kindling.bigdl.Undecodable;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.samples.SamplePlan;
import io.kindling.image.samples.SamplePlan.SampleSplit;
import io.kindling.image.samples.SampleTransform;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SerializableWritable;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a set: deals its pictures out to partitions where their packs belong. */
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
   * @param makeSamples when packs are made that nobody has
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
      MakeSamples makeSamples,
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
   * Loads a set, which may take long when its packs are to be made before, or have to be.
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
    SetCounting counting = new SetCounting(spark.sc(), dealt, all, reading, cores);
    SetCounts told = told(set, counting);
    SetCounts counts = told == null ? counting.exact() : told;
    if (counts.counts().pictures() < nodes) {
      throw new IOException(
          "%s: %d pictures to be trained, which is fewer than the %d nodes (%d cannot be decoded)"
              .formatted(
                  set.roots(), counts.counts().pictures(), nodes, counts.counts().dropped()));
    }
    LOG.info("loaded {}: {}", set.roots(), counts.counts());
    List<PartitionPlan> plans = counting.plans(counts);
    BatchSource source =
        new BatchSource(
            UUID.randomUUID(),
            reading,
            SetSource.sent(spark.sc(), plans),
            wishes.augmentation(),
            wishes.batchSize() / nodes,
            new BatchSource.Tuning(
                cores, wishes.ahead(), packsMixed(dealt, reading, counts), wishes.seed()),
            told == null ? CountedBy.PACKS : CountedBy.HEADERS);
    return new LoadedSet(
        new SetSource(
            spark.sc(), dealt.places(), counting, source, new SetSource.Numbers(counts, plans)));
  }

  /** The numbers that training may begin with, or null when all packs are to be opened before. */
  private @Nullable SetCounts told(PictureSet set, SetCounting counting) throws IOException {
    if (wishes.makeSamples() == MakeSamples.BEFORE_TRAINING || counting.isKnown()) {
      return null;
    }
    SetCounts told = counting.told();
    if (told == null) {
      LOG.info(
          "{}: samples are made before the first batch, because headers do not tell the number of"
              + " records, or are not in the cache",
          set.roots());
    }
    return told;
  }

  /** As many as are wished for, or as the executor with the least memory has room for. */
  private int packsMixed(Places dealt, SampleReading reading, SetCounts counts) {
    long least =
        new PackMemoryRdd(spark.sc(), dealt.places(), reading.options())
            .toJavaRDD().collect().stream().mapToLong(Long::longValue).min().orElse(0);
    long packs = Math.max(1, counts.splits().stream().mapToLong(List::size).sum());
    long pixels = counts.counts().pictures() * wishes.transform().recordLength();
    long pack = Math.max(1, Math.max(counts.counts().bytes(), pixels) / packs);
    int mixed = wishes.packsMixed();
    while (mixed > 1 && BatchSource.open(mixed) * pack > least) {
      mixed--;
    }
    if (mixed < Math.min(wishes.packsMixed(), packs)) {
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
}

package io.kindling.bigdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.dataset.Floats;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RawPixels;
import io.kindling.image.samples.HeldSamples;
import io.kindling.image.samples.ReadySamples;
import io.kindling.image.samples.SamplePacks;
import io.kindling.image.samples.SamplePlan;
import io.kindling.image.samples.SamplePlan.SampleSplit;
import io.kindling.image.samples.SampleTransform;
import io.kindling.image.sequencefile.SequenceFileShards;
import io.kindling.image.write.OutgoingPicture;
import io.kindling.image.write.OutgoingPixels;
import io.kindling.image.write.Scaling;
import io.kindling.image.write.ShardFormat;
import io.kindling.image.write.ShardLimits;
import io.kindling.image.write.ShardedOutput;
import java.awt.Color;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training that begins while nobody has a pack. Packs of four samples; every picture is a class of
 * its own, so labels tell them apart.
 */
class FirstEpochTest {

  private static final int PICTURES = 80;
  private static final int BATCH = 8;
  private static final int SIDE = 32;
  private static final SampleTransform TRANSFORM =
      new SampleTransform(DecodeOptions.bgr().withSize(TargetSize.exactly(SIDE, SIDE)));

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void startSpark() {
    spark =
        LocalSpark.start(
            folder,
            Map.of("block.size", "16k", "group.size", "16k", "metadata.settle-time", "0ms"));
  }

  @AfterEach
  void stopSpark() throws IOException {
    LocalSpark.stop(spark);
  }

  @ParameterizedTest
  @ValueSource(strings = {"folders", "containers"})
  void everyPictureIsTrainedOnceWhileItsPackIsMade(String layout) throws IOException {
    write(layout);
    CachedImageNet images = builder().load();
    assertThat(images.pictures()).isEqualTo(PICTURES);
    assertThat(images.counts().packs()).isZero();
    assertThat(held().packs()).isZero();
    DistributedDataSet<MiniBatch<Float>> dataSet = images.dataSet();

    for (int epoch = 0; epoch < 2; epoch++) {
      dataSet.shuffle();
      assertThat(epoch(dataSet)).containsExactlyInAnyOrderElementsOf(all());
    }

    assertThat(images.counts().made()).isEqualTo(images.counts().packs()).isGreaterThan(20);
    assertThat(images.counts().decoded()).isEqualTo(PICTURES);
    assertThat(dataSet.size()).isEqualTo(PICTURES);
    dataSet.unpersist();
    CachedImageNet later = builder().load();
    assertThat(later.counts().known()).isEqualTo(images.counts().packs());
    assertThat(later.pictures()).isEqualTo(PICTURES);
  }

  @Test
  void theFirstBatchComesWhenFewPacksAreMade() throws IOException {
    write("containers");
    DistributedDataSet<MiniBatch<Float>> dataSet = builder().ahead(0).load().dataSet();
    JavaRDD<MiniBatch<Float>> data = dataSet.data(true).toJavaRDD();

    assertThat(batch(data)).hasSize(BATCH);
    dataSet.unpersist();

    // A batch needs two full packs: the windows of one, two and four packs are made at most.
    assertThat(held().packs()).isBetween(2L, 7L);
  }

  @Test
  void aTaskThatIsRetriedGetsTheBatchOfTheFailedOne() throws IOException {
    write("folders");
    DistributedDataSet<MiniBatch<Float>> dataSet = builder().load().dataSet();
    JavaRDD<MiniBatch<Float>> disturbed = dataSet.data(true).toJavaRDD();
    List<List<Integer>> batches = new ArrayList<>();
    for (int iteration = 0; iteration < 4; iteration++) {
      batches.add(
          disturbed
              .mapPartitions(
                  all -> {
                    Iterator<Integer> labels = oneBatch(all);
                    if (TaskContext.get().attemptNumber() < 2) {
                      throw new IllegalStateException("this attempt is to fail");
                    }
                    return labels;
                  })
              .collect());
    }

    JavaRDD<MiniBatch<Float>> undisturbed = dataSet.data(true).toJavaRDD();
    for (List<Integer> batch : batches) {
      assertThat(batch(undisturbed)).isEqualTo(batch);
    }
  }

  @Test
  void otherPicturesComeInPlaceOfThoseThatCannotBeDecoded() throws IOException {
    write("folders");
    List<Integer> broken = IntStream.rangeClosed(1, PICTURES - 4).boxed().toList();
    for (int label : broken) {
      Files.writeString(folder.resolve("train/%03d/a.png".formatted(label)), "no picture");
    }
    List<Integer> good = all().subList(PICTURES - 4, PICTURES);
    CachedImageNet images = builder().load();
    DistributedDataSet<MiniBatch<Float>> dataSet = images.dataSet();
    assertThat(dataSet.size()).isEqualTo(PICTURES);

    dataSet.shuffle();
    List<Integer> first = epoch(dataSet);
    dataSet.shuffle();
    assertThat(new HashSet<>(first)).containsExactlyInAnyOrderElementsOf(good);
    assertThat(dataSet.size()).isEqualTo(4);
    assertThat(images.counts().dropped()).isEqualTo(PICTURES - 4);

    // A batch is twice as large as the set.
    assertThat(epoch(dataSet))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, BATCH).map(i -> good.get(i % 4)).boxed().toList());
  }

  @Test
  void whatMayNotBeLeftOutFailsItsBatchByName() throws IOException {
    write("folders");
    Files.writeString(folder.resolve("train/007/a.png"), "no picture");
    DistributedDataSet<MiniBatch<Float>> dataSet =
        builder().undecodable(Undecodable.FAIL).load().dataSet();

    dataSet.shuffle();

    assertThatThrownBy(() -> epoch(dataSet)).hasStackTraceContaining("train/007/a.png");
  }

  @Test
  void validationIsExactFromTheBeginning() throws IOException {
    write("folders");
    Files.writeString(folder.resolve("train/007/a.png"), "no picture");

    CachedImageNet images = builder().augmentation(Augmentation.validation(24)).load();

    assertThat(images.pictures()).isEqualTo(PICTURES - 1);
    assertThat(images.dataSet().data(false).toJavaRDD().map(MiniBatch::size).reduce(Integer::sum))
        .isEqualTo(PICTURES - 1);
    assertThat(images.counts().made()).isEqualTo(images.counts().packs());
  }

  @Test
  void aTrialThatEndsEarlyLeavesNoNumbers() throws IOException {
    write("folders");
    Files.writeString(folder.resolve("train/007/a.png"), "no picture");
    CachedImageNet early = builder().load();
    JavaRDD<MiniBatch<Float>> data = early.<Float>dataSet().data(true).toJavaRDD();
    assertThat(batch(data)).hasSize(BATCH);
    early.dataSet().shuffle();
    early.dataSet().unpersist();

    CachedImageNet later = builder().load();

    assertThat(later.counts().known()).isZero();
    assertThat(later.pictures()).isEqualTo(PICTURES);
    assertThat(later.records().count()).as("records are exact").isEqualTo(PICTURES - 1);
    assertThat(later.pictures()).isEqualTo(PICTURES - 1);
    assertThat(builder().load().counts().known()).isEqualTo(later.counts().packs());
  }

  private CachedImageNet.Builder builder() {
    return CachedImageNet.of(spark, "cache:///m/train")
        .batchSize(BATCH)
        .side(SIDE)
        .augmentation(Augmentation.training(24));
  }

  /** Samples that somebody has. */
  private HeldSamples held() throws IOException {
    PictureSet set =
        PictureSet.list(
            spark.hadoopConfiguration(),
            List.of(new org.apache.hadoop.fs.Path("cache:///m/train")),
            ListingOptions.defaults());
    ReadySamples samples = new ReadySamples(spark.hadoopConfiguration(), TRANSFORM, set.reading());
    HeldSamples all = new HeldSamples(0, 0, 0, 0);
    for (SampleSplit split : new SamplePlan(spark.hadoopConfiguration(), TRANSFORM).splits(set)) {
      try (SamplePacks packs = samples.open(split.split())) {
        HeldSamples held = packs.held();
        all =
            new HeldSamples(
                all.packs() + held.packs(),
                all.missing() + held.missing(),
                all.records() + held.records(),
                all.bytes() + held.bytes());
      }
    }
    return all;
  }

  private static List<Integer> epoch(DistributedDataSet<MiniBatch<Float>> dataSet) {
    JavaRDD<MiniBatch<Float>> data = dataSet.data(true).toJavaRDD();
    List<Integer> labels = new ArrayList<>();
    for (int taken = 0; taken < dataSet.size(); taken += BATCH) {
      labels.addAll(batch(data));
    }
    return labels;
  }

  private static List<Integer> batch(JavaRDD<MiniBatch<Float>> data) {
    return data.mapPartitions(FirstEpochTest::oneBatch).collect();
  }

  private static Iterator<Integer> oneBatch(Iterator<MiniBatch<Float>> batches) {
    MiniBatch<Float> batch = batches.next();
    float[] labels = (float[]) batch.getTarget().toTensor(Floats.numeric()).storage().array();
    return IntStream.range(0, batch.size()).map(i -> (int) labels[i]).iterator();
  }

  private static List<Integer> all() {
    return IntStream.rangeClosed(1, PICTURES).boxed().toList();
  }

  private void write(String layout) throws IOException {
    if (layout.equals("folders")) {
      for (int label = 1; label <= PICTURES; label++) {
        Pictures.write(
            folder.resolve("train/%03d/a.png".formatted(label)),
            SIDE,
            SIDE,
            new Color(label, 1, 1));
      }
      return;
    }
    Path target = Files.createDirectories(folder.resolve("train"));
    ShardFormat format =
        new SequenceFileShards(
            SequenceFileShards.KeyForm.NAME_AND_LABEL,
            new OutgoingPixels(TargetSize.original(), Scaling.BILINEAR),
            CompressionType.RECORD);
    try (ShardedOutput output =
        new ShardedOutput(
            spark.hadoopConfiguration(),
            new org.apache.hadoop.fs.Path(target.toUri()),
            format,
            ShardLimits.records(PICTURES / 2 + 1),
            new ShardFormat.ShardPlace("train", 0, 1, 0, ""))) {
      for (int number = 0; number < PICTURES; number++) {
        output.add(
            new OutgoingPicture(
                "/picture" + number,
                new Labels(number, null, null),
                new RawPixels(SIDE, SIDE, ByteBuffer.wrap(new byte[SIDE * SIDE * 3]))));
      }
      output.finish();
    }
    readThroughCache();
  }

  /** Containers whose bytes are not cached do not tell their records. */
  private void readThroughCache() throws IOException {
    org.apache.hadoop.fs.Path train = new org.apache.hadoop.fs.Path("cache:///m/train");
    FileSystem cache = train.getFileSystem(spark.hadoopConfiguration());
    for (FileStatus file : cache.listStatus(train)) {
      try (FSDataInputStream in = cache.open(file.getPath())) {
        assertThat(in.readAllBytes()).hasSize((int) file.getLen());
      }
    }
  }
}
